"""The dashboards by name: their list, the default one, and how to create, rename, copy and delete them.

Each dashboard has a blob of its own under a random id, so that renaming moves nothing.
"""

import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Annotated, Final

from pydantic import Field, ValidationError, model_validator

from app.clock import Clock
from app.web.dashboard.blobs import MAIN, NAMES, BlobStore, NotSavedError, UnreadableError
from app.web.dashboard.names import alike, proper
from app.web.dashboard.store import CANNOT_BE_READ, Dashboard, DashboardStore, Model

MOST_DASHBOARDS: Final = 50
MOST_DELETED: Final = 10
"""The number of deleted dashboards that can be restored; older ones are removed permanently."""

FIRST_NAME: Final = "Dashboard"
"""The name of the only dashboard before another is made."""

BY_ID: Final = "~"
"""The prefix of an id where a name may also be used. No name contains it."""


class Entry(Model):
    """A dashboard's id, which is permanent, and its name, which may change."""

    id: Annotated[str, Field(pattern=rf"^({MAIN}|[0-9a-f]{{8}})$")]
    name: Annotated[str, Field(min_length=1, max_length=255)]


class Listing(Model):
    """The dashboards in the order in which they were made, the default's id, and those deleted last, newest first."""

    default: str = MAIN
    dashboards: tuple[Entry, ...] = (Entry(id=MAIN, name=FIRST_NAME),)
    deleted: tuple[Entry, ...] = ()

    @model_validator(mode="after")
    def _is_whole(self) -> "Listing":
        ids = [entry.id for entry in (*self.dashboards, *self.deleted)]
        if len(set(ids)) != len(ids) or self.default not in {entry.id for entry in self.dashboards}:
            message = "two dashboards have one id, or none is the default"
            raise ValueError(message)
        return self

    def one(self, name: str | None = None) -> Entry:
        """Return the entry of a name or of `~` and an id, the default one's for None; raise `UnknownDashboardError`."""
        return _among(self.dashboards, f"{BY_ID}{self.default}" if name is None else name)


class NotPossibleError(Exception):
    """The dashboards do not allow this. `type` is the problem's word, and the text says what to do."""

    def __init__(self, type: str, message: str) -> None:  # noqa: A002 - the word of problem details
        super().__init__(message)
        self.type = type


class UnknownDashboardError(LookupError):
    """There is no dashboard with this name."""


class Catalog:
    """Stores the list of dashboards in a separate blob. Without one there is a single dashboard, the main one."""

    def __init__(self, blobs: BlobStore, *, clock: Clock) -> None:
        self._blobs = blobs
        self._clock = clock
        self._blob = blobs.blob(NAMES)

    def look(self) -> Listing:
        """Return the list; a damaged one's last good version. Raises `UnreadableError`."""
        content = self._blob.load()
        return Listing() if content is None else _parse(content) or self._last_good()

    def find(self, name: str | None = None) -> Entry:
        """Return the entry of a name, the default's for None; raises `UnknownDashboardError`, `UnreadableError`."""
        return self.look().one(name)

    def store(self, entry: Entry) -> DashboardStore:
        """Return what reads and changes a dashboard."""
        return DashboardStore(self._blobs.blob(entry.id), clock=self._clock)

    def stores(self) -> Iterator[tuple[Entry, DashboardStore]]:
        """Yield every dashboard, the default one first; raises `UnreadableError`."""
        listing = self.look()
        for entry in sorted(listing.dashboards, key=lambda one: one.id != listing.default):
            yield entry, self.store(entry)

    def create(self, name: str, content: Dashboard) -> Entry:
        """Make a dashboard; raises `NameRefusedError`, `NotPossibleError`, `NotSavedError`."""
        with self._changing() as (listing, keep):
            if len(listing.dashboards) >= MOST_DASHBOARDS:
                message = f"There are {MOST_DASHBOARDS} dashboards, which is the most. Delete one first."
                raise NotPossibleError("too-many-dashboards", message)
            entry = Entry(id=secrets.token_hex(4), name=_free(listing, name))
            self.store(entry).change(lambda _: content, Dashboard())
            keep(listing.model_copy(update={"dashboards": (*listing.dashboards, entry)}))
            return entry

    def rename(self, name: str | None, new: str) -> Entry:
        """Give a dashboard another name; raises as `create` and `find` do."""
        with self._changing() as (listing, keep):
            former = listing.one(name)
            entry = Entry(id=former.id, name=_free(listing, new, besides=former))
            changed = tuple(entry if one == former else one for one in listing.dashboards)
            keep(listing.model_copy(update={"dashboards": changed}))
            return entry

    def make_default(self, name: str) -> Entry:
        """Make a dashboard the default, shown if none is named; raises `UnknownDashboardError`, `NotSavedError`."""
        with self._changing() as (listing, keep):
            entry = listing.one(name)
            keep(listing.model_copy(update={"default": entry.id}))
            return entry

    def delete(self, name: str) -> Entry:
        """Take a dashboard off the list; `undelete` restores it. `NotPossibleError` for the default one."""
        with self._changing() as (listing, keep):
            entry = listing.one(name)
            if entry.id == listing.default:
                message = "This is the dashboard that is shown first. Make another one the default, then delete it."
                raise NotPossibleError("dashboard-is-default", message)
            others = tuple(one for one in listing.dashboards if one != entry)
            deleted = (entry, *listing.deleted)
            kept = deleted[:MOST_DELETED]
            keep(listing.model_copy(update={"dashboards": others, "deleted": kept}))
            for gone in deleted[MOST_DELETED:]:
                self._blobs.blob(gone.id).erase()
            return entry

    def undelete(self, name: str) -> Entry:
        """Restore a deleted dashboard, the one deleted last if several had this name; raises as `create` does."""
        with self._changing() as (listing, keep):
            entry = _among(listing.deleted, name)
            _free(listing, entry.name)
            rest = tuple(one for one in listing.deleted if one != entry)
            keep(listing.model_copy(update={"dashboards": (*listing.dashboards, entry), "deleted": rest}))
            return entry

    @contextmanager
    def _changing(self) -> Iterator[tuple[Listing, Callable[[Listing], None]]]:
        """Block every other change to the list; saving keeps a damaged one as a version."""
        with self._blob.locked():
            try:
                listing = self.look()
            except UnreadableError as error:
                raise NotSavedError(f"{CANNOT_BE_READ} Nothing was written over it.") from error
            yield listing, lambda changed: self._blob.save(changed.model_dump_json(by_alias=True, indent=2).encode())

    def _last_good(self) -> Listing:
        found = (_parse(content) for content in self._blob.versions())
        return next((listing for listing in found if listing), Listing())


def _parse(content: bytes) -> Listing | None:
    try:
        return Listing.model_validate_json(content)
    except ValidationError:
        return None


def _among(entries: Sequence[Entry], name: str) -> Entry:
    for entry in entries:
        if name == f"{BY_ID}{entry.id}" or alike(name) == alike(entry.name):
            return entry
    raise UnknownDashboardError


def _free(listing: Listing, name: str, besides: Entry | None = None) -> str:
    """Return the name as it is stored, if no other dashboard has a similar one."""
    name = proper(name)
    if any(alike(entry.name) == alike(name) for entry in listing.dashboards if entry != besides):
        raise NotPossibleError("dashboard-name-taken", "Another dashboard has this name. Choose a different one.")
    return name
