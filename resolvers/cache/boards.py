"""A board's state in its stored shape, and back."""

from collections.abc import Mapping
from typing import Any

from resolvers.jira.board import BoardState
from resolvers.jira.parse.answers import Sprint


def board_record(state: BoardState) -> dict[str, Any]:
    """Return a board's state in its stored shape."""
    return {
        "at": state.at,
        "board": [state.id, state.name, state.team_managed, state.project_key, state.filter_id, state.readable],
        "columns": [list(column) for column in state.columns],
        "estimation": [state.estimation, state.field_id],
        "sprints": [[s.id, s.name, s.start, s.end, s.close, s.origin] for s in state.sprints],
        "total": state.total,
        "running": [[s.id, s.name, s.start, s.end, s.origin] for s in state.running],
    }


def board_state(value: Mapping[str, Any]) -> BoardState:
    """Return a board's state from its stored shape."""
    board, title, team_managed, project, filter_id, readable = value["board"]
    return BoardState(
        at=value["at"],
        id=board,
        name=title,
        team_managed=team_managed,
        project_key=project,
        filter_id=filter_id,
        readable=readable,
        columns=tuple(tuple(column) for column in value["columns"]),
        estimation=value["estimation"][0],
        field_id=value["estimation"][1],
        sprints=tuple(Sprint(*sprint) for sprint in value["sprints"]),
        total=value["total"],
        running=tuple(
            Sprint(number, name, start, end, value["at"], origin, running=True)
            for number, name, start, end, origin in value["running"]
        ),
    )
