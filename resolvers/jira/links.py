"""Where things are in Jira's own pages."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Links:
    """Links into a site's pages; all None where the site's own address is not known (`site` is None)."""

    site: str | None

    def board(self, board: int) -> str | None:
        """Return the board's page, by the address that works for every kind of board."""
        return self._page(f"/secure/RapidBoard.jspa?rapidView={board}")

    def sprint(self, board: int, sprint: int) -> str | None:
        """Return Jira's own report of the sprint."""
        return self._page(
            f"/secure/RapidBoard.jspa?rapidView={board}&view=reporting&chart=sprintRetrospective&sprint={sprint}"
        )

    def issue(self, key: str) -> str | None:
        """Return the issue's page."""
        return self._page(f"/browse/{key}")

    def _page(self, path: str) -> str | None:
        return f"{self.site}{path}" if self.site else None
