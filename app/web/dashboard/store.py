"""The dashboard model (gadgets, layout, configurations), and how it is read and changed."""

import hashlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator
from pydantic.alias_generators import to_camel

from app.clock import Clock
from app.web.dashboard.blobs import Blob, NotSavedError, UnreadableError

MOST_GADGETS: Final = 20
"""Jira's own limit of gadgets on a dashboard (Jira Cloud REST API, "Add gadget to dashboard")."""


class Model(BaseModel):
    """A model with camelCase JSON members that refuses unknown ones."""

    model_config = ConfigDict(extra="forbid", frozen=True, alias_generator=to_camel, populate_by_name=True)


class Gadget(Model):
    """A gadget on the dashboard. `configuration` is what its edit view last submitted, None before the first time.

    `row_span` is a widget's height in Forge's words; a gadget is as high as its page and has None. `embed` is the
    random part of its embed address, None where there is none; callers cannot set it.
    """

    id: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,40}$")]
    module_key: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,255}$")]
    title: Annotated[str, Field(max_length=255)] | None = None
    column: Annotated[int, Field(ge=0, le=2)] = 0
    row_span: Literal["xsmall", "small", "medium", "large"] | None = None
    configuration: dict[str, Any] | None = None
    embed: Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")] | None = None


class Dashboard(Model):
    """The gadgets, column by column from top to bottom, and the number of columns.

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
    """The dashboard no longer has the version that a change was based on; `seen` is its present state."""

    def __init__(self, seen: "Seen") -> None:
        super().__init__("The dashboard was changed by somebody else.")
        self.seen = seen


@dataclass(frozen=True)
class Seen:
    """The stored dashboard, None if it is absent or unreadable, with notices for the user.

    `version` identifies the arrangement of the gadgets. It ignores configurations and embed addresses, because saving
    an arrangement preserves them.
    """

    dashboard: Dashboard | None
    version: str
    notices: tuple[dict[str, str | None], ...] = ()


class DashboardStore:
    """Reads and changes the dashboard in a blob. A damaged one is moved to another name, never overwritten."""

    def __init__(self, blob: Blob, *, clock: Clock) -> None:
        self.blob = blob
        self.clock = clock

    def read(self) -> Dashboard | None:
        """Return the dashboard, or None if it is absent or unreadable."""
        return self.look().dashboard

    def look(self) -> Seen:
        """Return the stored dashboard with its version and notices, which are the same in every process."""
        try:
            dashboard = _parse(self.blob.load())
        except UnreadableError:
            return UNSEEN
        except ValidationError:
            try:
                with self.blob.locked():
                    dashboard = self._present()
            except NotSavedError:
                message = "The dashboard's file is damaged and could not be moved aside; this is a fresh dashboard."
                return Seen(None, UNREADABLE, (_notice("dashboard-damaged", message),))
        if dashboard is None:
            return Seen(None, ABSENT, self._aside())
        return Seen(dashboard, version(dashboard))

    def change(
        self, change: Callable[[Dashboard], Dashboard], default: Dashboard, *, expected: str | None = None
    ) -> Dashboard:
        """Change the stored dashboard, or `default` if there is none, and save it; raises `NotSavedError`.

        Raises `ChangedError` if a version is `expected` and the stored dashboard has another one.
        """
        with self.blob.locked():
            present = self._present() or default
            if expected is not None and expected != version(present):
                raise ChangedError(Seen(present, version(present)))
            changed = change(present)
            self.blob.save(_written(changed))
            return changed

    def history(self) -> list[Dashboard]:
        """Return the previous versions, newest first, without damaged ones."""
        found = []
        for content in self.blob.versions():
            with suppress(ValidationError):
                found.append(Dashboard.model_validate_json(content))
        return found

    def _present(self) -> Dashboard | None:
        """Return the stored dashboard; set a damaged one aside; raise `NotSavedError` if it cannot be read."""
        try:
            return _parse(self.blob.load())
        except UnreadableError as error:
            raise NotSavedError(f"{CANNOT_BE_READ} Nothing was changed.") from error
        except ValidationError:
            self.blob.set_aside(datetime.fromtimestamp(self.clock.now(), UTC).strftime("%Y%m%dT%H%M%S"))
            return None

    def _aside(self) -> tuple[dict[str, str | None], ...]:
        try:
            name = self.blob.aside()
        except UnreadableError:
            return (_notice("dashboard-unreadable", CANNOT_BE_READ),)
        if name is None:
            return ()
        message = f"The dashboard's file was damaged. It is kept as {name}; this is a fresh dashboard."
        return (_notice("dashboard-damaged", message, name),)


CANNOT_BE_READ: Final = "The stored dashboard cannot be read: check the permissions of its file, or that redis answers."
ABSENT: Final = "absent"
UNREADABLE: Final = "unreadable"


def version(dashboard: Dashboard) -> str:
    """Return a hash of the arrangement: the gadgets' ids, positions and titles."""
    bare = [gadget.model_copy(update={"configuration": None, "embed": None}) for gadget in dashboard.gadgets]
    return hashlib.sha256(_written(dashboard.model_copy(update={"gadgets": tuple(bare)}))).hexdigest()[:16]


def with_embeds_of(dashboard: Dashboard, present: Dashboard) -> Dashboard:
    """Return the dashboard with the embed addresses of `present`, so that a withdrawn address stays withdrawn."""
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
