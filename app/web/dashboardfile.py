"""The dashboard's one file: which gadgets it shows, where, and what each is configured to."""

import errno
import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator
from pydantic.alias_generators import to_camel

from app.clock import Clock

MOST_GADGETS: Final = 20
"""Jira's own limit of gadgets on a dashboard (Jira Cloud REST API, "Add gadget to dashboard")."""
FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


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
    """The gadgets, column by column from top to bottom, and over how many columns they are laid out."""

    columns: Literal[1, 2, 3] = 2
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


class NotSavedError(Exception):
    """The file could not be written; what it held before stands. The text says why and what to do."""


class DashboardFile:
    """Reads and writes the file. A damaged one is set aside under another name, and `notices` tell of it."""

    def __init__(self, path: Path, *, clock: Clock) -> None:
        self.path = path
        self.clock = clock
        self.notices: list[dict[str, str | None]] = []
        self._lock = Lock()

    def read(self) -> Dashboard | None:
        """Return the dashboard, or None where there is no file that can be read."""
        try:
            text = self.path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError:
            self._notice("dashboard-unreadable", "The dashboard's file cannot be read: check its permissions.")
            return None
        try:
            return Dashboard.model_validate_json(text)
        except ValidationError:
            self._set_aside()
            return None

    def change(self, change: Callable[[Dashboard], Dashboard], default: Dashboard) -> Dashboard:
        """Apply a change to what the file holds, or to `default`, and write it; raises `NotSavedError`."""
        with self._lock:
            changed = change(self.read() or default)
            self._write(changed.model_dump_json(by_alias=True, indent=2).encode())
            return changed

    def _write(self, content: bytes) -> None:
        """Write the file whole or not at all: to a temporary one, which then takes its place."""
        temporary: Path | None = None
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            descriptor, name = tempfile.mkstemp(prefix=f".{self.path.name}-", dir=self.path.parent)
            temporary = Path(name)
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(self.path)
            temporary = None
        except OSError as error:
            full = error.errno in FULL
            reason = (
                "the disk is full: free some space" if full else "its folder takes no writing: check its permissions"
            )
            raise NotSavedError(f"The dashboard was not saved, because {reason}, then try again.") from error
        finally:
            if temporary is not None:
                with suppress(OSError):
                    temporary.unlink()

    def _set_aside(self) -> None:
        stamp = datetime.fromtimestamp(self.clock.now(), UTC).strftime("%Y%m%dT%H%M%S")
        aside = self.path.with_name(f"{self.path.name}.damaged-{stamp}")
        try:
            self.path.replace(aside)
        except OSError:
            message = "The dashboard's file is damaged and was left alone; this is a fresh one."
            self._notice("dashboard-damaged", message)
            return
        message = f"The dashboard's file was damaged. It is kept as {aside.name}; this is a fresh one."
        self._notice("dashboard-damaged", message, aside.name)

    def _notice(self, code: str, message: str, file: str | None = None) -> None:
        self.notices = [notice for notice in self.notices if notice["code"] != code]
        self.notices.append({"code": code, "message": message, "file": file})
