"""The site's fields and statuses: read once per site, cached in this process only.

Their names are needed to read histories and to name the unit, but the store may not hold field names.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from resolvers.cache.recent import Recent
from resolvers.jira import client
from resolvers.jira.parse import answers
from resolvers.single_flight import shared, together

SITES = 64
"""The most sites cached in one process."""


@dataclass(frozen=True, slots=True)
class Discovery:
    """A site's fields and statuses; `sprint_fields` are ids and names of its Sprint fields, one of them in use."""

    sprint_fields: tuple[tuple[str, str], ...]
    estimates: tuple[answers.Field, ...]
    statuses: Mapping[str, answers.Status]

    def field(self, field_id: str) -> answers.Field | None:
        """Return the estimation field of this id, or None."""
        return next((field for field in self.estimates if field.id == field_id), None)

    @property
    def points(self) -> tuple[answers.Field, ...]:
        """The points fields of team-managed and company-managed projects."""
        return tuple(field for field in self.estimates if field.kind == "points")

    @property
    def done(self) -> frozenset[str]:
        """The statuses of the category Done."""
        return frozenset(status.id for status in self.statuses.values() if status.category == "done")

    @property
    def status_names(self) -> dict[str, str]:
        """The names of the statuses by id."""
        return {status.id: status.name for status in self.statuses.values()}

    @property
    def unknown(self) -> tuple[str, ...]:
        """The names of the statuses for which Jira gave no id or no category."""
        return tuple(sorted(status.name for status in self.statuses.values() if not status.known))

    @property
    def status_ids(self) -> dict[str, str]:
        """The status ids by name, without names that several statuses share."""
        names = Counter(status.name for status in self.statuses.values())
        return {status.name: status.id for status in self.statuses.values() if names[status.name] == 1}


_sites: Recent[str, Discovery] = Recent(SITES)


async def discover(site: str) -> Discovery:
    """Return the site's fields and statuses: two concurrent requests, or none if they are cached."""
    known = _sites.get(site)
    return known if known is not None else await shared(("discovery", site), lambda: _read(site))


async def _read(site: str) -> Discovery:
    async with together() as group:
        fields, statuses = group.create_task(client.fields()), group.create_task(client.statuses())
    found = client.understood(lambda: _discovery(fields.result(), statuses.result()))
    _sites.keep(site, found)
    return found


def _discovery(fields: list[dict[str, Any]], statuses: list[answers.Status]) -> Discovery:
    return Discovery(
        sprint_fields=tuple(answers.sprint_fields(fields)),
        estimates=tuple(answers.estimate_fields(fields)),
        statuses={status.id: status for status in statuses},
    )
