"""What is wrong with a board so that it has no figures: its sprints, its columns, its filter; and which board it is."""

from app.forge import ResolverError
from resolvers.errors.problems import NO_FIGURES, CredentialsRefused

MOST_NAMED = 5
"""How many sprints are named at most; their number is told besides."""


def sprints_of_other_boards(count: int) -> ResolverError:
    """Return the error of a board that lists closed sprints only of other boards; their own may have been deleted."""
    many = "1 closed sprint, which belongs" if count == 1 else f"{count} closed sprints, which belong"
    return ResolverError(
        f"This board lists {many} to another board: where that one was deleted, its sprints live on here. "
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
    """Return the error of a board none of whose closed sprints can be placed in time."""
    return ResolverError(
        f"The dates of every closed sprint of this board are missing or impossible ({', '.join(names)}: {count} in "
        f"all). {NO_FIGURES} Correct the sprints' dates in Jira.",
        type="sprint-dates-impossible",
        status=409,
    )


def no_columns() -> ResolverError:
    """Return the error of a board that has no column to put issues on, which Jira refuses to list."""
    return ResolverError(
        f"This board has no column with a status, so Jira shows none of its issues. {NO_FIGURES} Map statuses to "
        "columns in the board's settings.",
        type="board-without-columns",
        status=409,
    )


def filter_not_shared() -> ResolverError:
    """Return the error of a filter that the app may not use; Jira answers the same for one that was deleted."""
    return ResolverError(
        "The board's filter was deleted, or it is not shared with the account that the app reads with. "
        f"{NO_FIGURES} Ask the board's administrator to share the filter.",
        type="filter-not-shared",
        status=409,
    )


def filter_broken(what: str) -> ResolverError:
    """Return the error of a filter that names what is not on the site any more, or cannot be seen."""
    return ResolverError(
        f"The board's filter names {what} that does not exist any more, or that the app's account may not see, so "
        f"Jira cannot search by it. {NO_FIGURES} Ask the board's administrator to correct the filter.",
        type="filter-broken",
        status=409,
    )


def sprints_as_text() -> ResolverError:
    """Return the error of a Sprint field in the form that Jira Data Center gives it."""
    return ResolverError(
        "The Sprint field of this site holds text, as that of Jira Data Center does, which is not supported yet. "
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
"""Failures that one of several boards can cause while the others are well."""


def of_board(error: ResolverError, board: int) -> ResolverError:
    """Return the error with the board that it is about, where one board can be."""
    if error.type not in OF_ONE_BOARD or isinstance(error, CredentialsRefused):
        return error
    told = ResolverError(f"Board {board}: {error.message}", type=error.type, status=error.status, boardId=board)
    told.details.update(error.details)
    return told
