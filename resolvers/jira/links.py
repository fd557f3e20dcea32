"""Links to Jira's own pages."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Links:
    """Links to a site's pages; all are None if the site's address is unknown (`site` is None)."""

    site: str | None

    def board(self, board: int) -> str | None:
        """Return the URL of the board, in the form that works for every kind of board."""
        return self._page(f"/secure/RapidBoard.jspa?rapidView={board}")

    def sprint(self, board: int, sprint: int) -> str | None:
        """Return the URL of Jira's report on the sprint."""
        return self._page(
            f"/secure/RapidBoard.jspa?rapidView={board}&view=reporting&chart=sprintRetrospective&sprint={sprint}"
        )

    def issue(self, key: str) -> str | None:
        """Return the URL of the issue."""
        return self._page(f"/browse/{key}")

    def _page(self, path: str) -> str | None:
        return f"{self.site}{path}" if self.site else None
