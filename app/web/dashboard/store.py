"""The dashboard: which gadgets it shows, where, what each is configured to, and how it is read and changed."""

import hashlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator
from pydantic.alias_generators import to_camel

from app.clock import Clock
from app.web.dashboard.shelf import FileShelf, NotSavedError, Shelf, UnreadableError

MOST_GADGETS: Final = 20
"""Jira's own limit of gadgets on a dashboard (Jira Cloud REST API, "Add gadget to dashboard")."""


class Model(BaseModel):
    """JSON members in camel case, unknown ones refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, alias_generator=to_camel, populate_by_name=True)


class Gadget(Model):
    """A gadget on the dashboard. `configuration` is what its edit view submitted, None before the first time.

    `embed` is the random part of its embed address, None where there is none; callers cannot set it.
    """

    id: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,40}$")]
    module_key: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,255}$")]
    title: Annotated[str, Field(max_length=255)] | None = None
    column: Annotated[int, Field(ge=0, le=2)] = 0
    configuration: dict[str, Any] | None = None
    embed: Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")] | None = None


class Dashboard(Model):
    """The gadgets, column by column from top to bottom, and over how many columns they are laid out.

    `wide` is the number of the one column that is wider than the others, from 0; None where all are alike.
    """

    columns: Literal[1, 2, 3] = 2
    wide: Annotated[int, Field(ge=0, le=2)] | None = None
    gadgets: Annotated[tuple[Gadget, ...], Field(max_length=MOST_GADGETS)] = ()

    @field_validator("gadgets")
    @classmethod
    def _ids_differ(cls, gadgets: tuple[Gadget, ...]) -> tuple[Gadget, ...]:
        if len({gadget.id for gadget in gadgets}) != len(gadgets):
            message = "two gadgets have the same id"
            raise ValueError(message)
        return gadgets

    def gadget(self, gadget_id: str) -> Gadget | None:
        """Return the gadget with this id, or None."""
        return next((gadget for gadget in self.gadgets if gadget.id == gadget_id), None)


class ChangedError(Exception):
    """Somebody else changed the dashboard since the version that a change was made to; `seen` is what is there now."""

    def __init__(self, seen: "Seen") -> None:
        super().__init__("The dashboard was changed by somebody else meanwhile.")
        self.seen = seen


@dataclass(frozen=True)
class Seen:
    """What is kept: the dashboard, None where none can be shown, and what a person should know about it.

    `version` stands for the arrangement: which gadgets stand where. A change of one gadget's configuration or embed
    address leaves it as it is, for a later arrangement keeps those.
    """

    dashboard: Dashboard | None
    version: str
    notices: tuple[dict[str, str | None], ...] = ()


class DashboardStore:
    """Reads and changes the dashboard on a shelf. A damaged one is set aside under another name, never written over."""

    def __init__(self, shelf: Shelf, *, clock: Clock) -> None:
        self.shelf = shelf
        self.clock = clock

    def read(self) -> Dashboard | None:
        """Return the dashboard, or None where there is none that can be shown."""
        return self.look().dashboard

    def look(self) -> Seen:
        """Return what is kept, with its version and notices, which are the same in every process."""
        try:
            dashboard = _parse(self.shelf.load())
        except UnreadableError:
            return UNSEEN
        except ValidationError:
            try:
                with self.shelf.locked():
                    dashboard = self._present()
            except NotSavedError:
                message = "The dashboard's file is damaged and was left alone; this is a fresh one."
                return Seen(None, UNREADABLE, (_notice("dashboard-damaged", message),))
        if dashboard is None:
            return Seen(None, ABSENT, self._aside())
        return Seen(dashboard, version(dashboard))

    def change(
        self, change: Callable[[Dashboard], Dashboard], default: Dashboard, *, expected: str | None = None
    ) -> Dashboard:
        """Apply a change to what is kept, or to `default`, and keep it; raises `NotSavedError`.

        With the version that it is `expected` to be made to, another one is `ChangedError`.
        """
        with self.shelf.locked():
            present = self._present() or default
            if expected is not None and expected != version(present):
                raise ChangedError(Seen(present, version(present)))
            changed = change(present)
            self.shelf.save(_written(changed))
            return changed

    def history(self) -> list[Dashboard]:
        """Return the versions before the present one, the newest first; a damaged one is left out."""
        found = []
        for content in self.shelf.versions():
            with suppress(ValidationError):
                found.append(Dashboard.model_validate_json(content))
        return found

    def _present(self) -> Dashboard | None:
        """Return what is kept; what is damaged is set aside, what cannot be read raises `NotSavedError`."""
        try:
            return _parse(self.shelf.load())
        except UnreadableError as error:
            raise NotSavedError(f"{CANNOT_BE_READ} Nothing was written over it.") from error
        except ValidationError:
            self.shelf.set_aside(datetime.fromtimestamp(self.clock.now(), UTC).strftime("%Y%m%dT%H%M%S"))
            return None

    def _aside(self) -> tuple[dict[str, str | None], ...]:
        try:
            name = self.shelf.aside()
        except UnreadableError:
            return (_notice("dashboard-unreadable", CANNOT_BE_READ),)
        if name is None:
            return ()
        message = f"The dashboard's file was damaged. It is kept as {name}; this is a fresh one."
        return (_notice("dashboard-damaged", message, name),)


class DashboardFile(DashboardStore):
    """The dashboard in a file."""

    def __init__(self, path: Path, *, clock: Clock) -> None:
        super().__init__(FileShelf(path), clock=clock)


CANNOT_BE_READ: Final = "The dashboard cannot be read where it is kept: check its permissions, or that redis answers."
ABSENT: Final = "absent"
UNREADABLE: Final = "unreadable"


def version(dashboard: Dashboard) -> str:
    """Return the word for an arrangement: the same for the same gadgets in the same places under the same titles."""
    bare = [gadget.model_copy(update={"configuration": None, "embed": None}) for gadget in dashboard.gadgets]
    return hashlib.sha256(_written(dashboard.model_copy(update={"gadgets": tuple(bare)}))).hexdigest()[:16]


def with_embeds_of(dashboard: Dashboard, present: Dashboard) -> Dashboard:
    """Return a dashboard whose gadgets have the embed addresses of the present ones: what was withdrawn stays so."""
    embeds = {gadget.id: gadget.embed for gadget in present.gadgets}
    gadgets = [gadget.model_copy(update={"embed": embeds.get(gadget.id)}) for gadget in dashboard.gadgets]
    return dashboard.model_copy(update={"gadgets": tuple(gadgets)})


def _written(dashboard: Dashboard) -> bytes:
    return dashboard.model_dump_json(by_alias=True, indent=2).encode()


def _parse(content: bytes | None) -> Dashboard | None:
    return None if content is None else Dashboard.model_validate_json(content)


def _notice(code: str, message: str, file: str | None = None) -> dict[str, str | None]:
    return {"code": code, "message": message, "file": file}


UNSEEN: Final = Seen(None, UNREADABLE, (_notice("dashboard-unreadable", CANNOT_BE_READ),))
"""What is seen of a dashboard that cannot be read now."""
