"""Errors of a board that has no figures, because of its sprints, columns or filter."""

from app.forge import ResolverError
from resolvers.errors.problems import NO_FIGURES, CredentialsRefused

MOST_NAMED = 5
"""The most sprints named in a message, which also has their number."""


def sprints_of_other_boards(count: int) -> ResolverError:
    """Return the error of a board that lists only closed sprints of other, possibly deleted, boards."""
    many = "1 closed sprint, which belongs" if count == 1 else f"{count} closed sprints, which belong"
    return ResolverError(
        f"This board lists {many} to another board, perhaps a deleted one. "
        f"{NO_FIGURES} Switch on includeForeignSprints to show them.",
        type="sprints-of-other-boards",
        status=409,
        foreignSprints=count,
    )


def no_sprints_match(count: int) -> ResolverError:
    """Return the error of dates or a text that fit none of the closed sprints."""
    return ResolverError(
        f"None of the {count} closed sprints was closed in these days and has this text in its name. {NO_FIGURES} "
        "Choose other dates or another text.",
        type="no-sprints-match",
        status=409,
        closedSprints=count,
    )


def sprint_dates_impossible(names: list[str], count: int) -> ResolverError:
    """Return the error of a board whose closed sprints all have missing or impossible dates."""
    return ResolverError(
        f"The dates of every closed sprint of this board are missing or impossible ({', '.join(names)}: {count} in "
        f"all). {NO_FIGURES} Correct the sprints' dates in Jira.",
        type="sprint-dates-impossible",
        status=409,
    )


def no_columns() -> ResolverError:
    """Return the error of a board without columns, for which Jira refuses to list sprints."""
    return ResolverError(
        f"This board has no column with a status, so Jira shows none of its work items. {NO_FIGURES} Map statuses to "
        "columns in the board's settings.",
        type="board-without-columns",
        status=409,
    )


def filter_not_shared() -> ResolverError:
    """Return the error of a deleted or hidden filter; Jira gives the same answer for both."""
    return ResolverError(
        "The board's filter was deleted or is not shared with the app's account. "
        f"{NO_FIGURES} Ask the board's administrator to share the filter.",
        type="filter-not-shared",
        status=409,
    )


def filter_broken(what: str) -> ResolverError:
    """Return the error of a filter that refers to something deleted or hidden."""
    return ResolverError(
        f"The board's filter refers to {what} that no longer exists or that the app's account may not see, so "
        f"Jira cannot use it. {NO_FIGURES} Ask the board's administrator to correct the filter.",
        type="filter-broken",
        status=409,
    )


def sprints_as_text() -> ResolverError:
    """Return the error of a Sprint field in Jira Data Center's form."""
    return ResolverError(
        "The Sprint field of this site contains text, as in Jira Data Center, which is not supported yet. "
        f"{NO_FIGURES} Connect a Jira Cloud site.",
        type="data-center",
        status=502,
    )


OF_ONE_BOARD = frozenset(
    {
        "board-not-found",
        "board-without-columns",
        "filter-broken",
        "filter-not-shared",
        "jira-nonsense",
        "jira-refused",
        "sprints-not-supported",
        "too-much",
    }
)
"""Types of errors that concern a single board."""


def of_board(error: ResolverError, board: int) -> ResolverError:
    """Return the error with its board if it concerns a single board."""
    if error.type not in OF_ONE_BOARD or isinstance(error, CredentialsRefused):
        return error
    located = ResolverError(f"Board {board}: {error.message}", type=error.type, status=error.status, boardId=board)
    located.details.update(error.details)
    return located
