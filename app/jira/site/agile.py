"""The agile API of a site in memory: boards, their configuration, features and projects, and sprints.

Limits, orders and texts are those of Atlassian's "Jira Software Cloud REST API" and of answers of real sites.
"""

from http import HTTPStatus
from typing import Any, Final

from app.jira.site import answers
from app.jira.site.answers import Answer, Call, GatewayRefusal, Refusal
from app.jira.site.index import SPRINTS_FEATURE, STATES, Index, board_filter, has_sprints
from app.jira.site.jql.grammar import Clause, Join, JqlError, Node, parse
from app.jira.site.jql.matching import Matcher, Test
from app.jira.site.paging import number

MOST_A_PAGE: Final = 50
"""The most boards or sprints per page."""


class AgileApi:
    """Answers for one index; `now` in epoch seconds is when the site was loaded."""

    def __init__(self, index: Index, now: float) -> None:
        self._index = index
        self._now = now
        self._listed: dict[int, list[dict[str, Any]]] = {}

    def boards(self, call: Call) -> Answer:
        """`GET board`: those that can be seen, by part of the name, type, project or filter."""
        query = call.query
        boards = [
            answers.board(board)
            for board in self._index.boards
            if not board.get("private")
            and query.get("name", "").lower() in board["name"].lower()
            and board["type"] in (query.get("type") or board["type"]).split(",")
            and query.get("filterId", str(board_filter(board)["id"])) == str(board_filter(board)["id"])
            and self._is_of(board, query.get("projectKeyOrId"))
        ]
        if query.get("orderBy") in {"name", "+name", "-name"}:
            boards.sort(key=lambda board: board["name"].lower(), reverse=query["orderBy"] == "-name")
        if query.get("includePrivate") == "true":
            boards += [answers.private_board(board) for board in self._index.boards if board.get("private")]
        return _page(boards, call)

    def configuration(self, call: Call) -> Answer:
        """`GET board/{id}/configuration`: 403 or the status in `configurationHidden` if not visible."""
        board = self._board(call)
        hidden = board.get("configurationHidden")
        if hidden == HTTPStatus.UNAUTHORIZED:
            raise GatewayRefusal
        if hidden == HTTPStatus.NOT_FOUND:
            raise answers.no_board()
        if hidden:
            raise Refusal(403, "You do not have permission to view the configuration of this board.")
        return Answer(answers.configuration(board))

    def features(self, call: Call) -> Answer:
        """`GET board/{id}/features`: for a team-managed board they show whether it has sprints."""
        board = self._board(call)
        default = [{"boardId": board["id"], "feature": SPRINTS_FEATURE, "state": "ENABLED"}]
        return Answer({"features": board.get("features", default if board["type"] == "simple" else [])})

    def projects(self, call: Call) -> Answer:
        """`GET board/{id}/project`: those that its filter names, and those of the issues that it finds."""
        board = self._board(call)
        test = self._test(board_filter(board)["jql"])
        found = {row.project for row in self._index.rows if test(row)}
        simple = board["type"] == "simple"
        projects = [
            answers.project(project, team_managed=simple)
            for key, project in self._index.projects.items()
            if key in found or self._is_of(board, key)
        ]
        return _page(projects, call)

    def sprints(self, call: Call) -> Answer:
        """`GET board/{id}/sprint`: its own and those of issues that its filter finds; closed, active, future."""
        board = self._board(call)
        if not has_sprints(board):
            raise Refusal(400, "The board does not support sprints")
        states = call.query.get("state")
        wanted = set(STATES) if states is None else {state.strip() for state in states.split(",")}
        if not wanted <= set(STATES):
            raise Refusal(400, "The sprint state is one of: future, active, closed.")
        return _page([sprint for sprint in self._board_sprints(board) if sprint["state"] in wanted], call)

    def sprint(self, call: Call) -> Answer:
        """`GET sprint/{id}`."""
        sprint = self._index.sprints.get(int(call.placeholder))
        if sprint is None or not self._index.sees_sprint(sprint["id"]):
            raise Refusal(404, "Sprint does not exist or you do not have permission to view it.")
        return Answer(answers.sprint(sprint))

    def _is_of(self, board: Any, wanted: str | None) -> bool:
        """Say whether a board's filter names a project, given by key or id, or any project for None."""
        if wanted is None:
            return True
        named = _named_projects(parse(board_filter(board)["jql"]).where)
        return any(
            words & named
            for key, project in self._index.projects.items()
            for words in ({key.lower(), str(project.get("id", "")), str(project.get("name", key)).lower()},)
            if wanted.lower() in {key.lower(), str(project.get("id", ""))}
        )

    def _board(self, call: Call) -> Any:
        board = self._index.board(int(call.placeholder))
        if board is None:
            raise answers.no_board()
        return board

    def _board_sprints(self, board: Any) -> list[dict[str, Any]]:
        """Return the sprints of a board, computed once."""
        if board["id"] not in self._listed:
            mine = [answers.sprint(self._index.sprints[sprint]) for sprint in self._sprint_ids(board)]
            self._listed[board["id"]] = sorted(mine, key=lambda sprint: STATES.index(sprint["state"]))
        return self._listed[board["id"]]

    def _sprint_ids(self, board: Any) -> list[int]:
        """Return the sprints that the data lists for the board, else its own and those of its issues."""
        if board.get("sprints") is not None:
            return list(board["sprints"])
        test = self._test(board_filter(board)["jql"])
        members = frozenset().union(*(row.sprints for row in self._index.rows if row.sprints and test(row)))
        return [
            number
            for number, sprint in self._index.sprints.items()
            if sprint.get("originBoardId") == board["id"] or number in members
        ]

    def _test(self, jql: str) -> Test:
        try:
            return Matcher(self._index, self._now).query(parse(jql))
        except JqlError as error:
            raise Refusal(400, str(error)) from None


def _page(values: list[dict[str, Any]], call: Call) -> Answer:
    start = number(call.query, "startAt", 0, least=0)
    size = min(number(call.query, "maxResults", MOST_A_PAGE, least=1), MOST_A_PAGE)
    return Answer(answers.page(values, start, size))


def _named_projects(node: Node | None) -> set[str]:
    """Return the projects that a query names, in lower case; not those that it excludes."""
    if isinstance(node, Clause):
        names = node.field.lower() == "project" and node.operator in {"=", "in"}
        return {value.text.lower() for value in node.values} if names else set()
    return set().union(*map(_named_projects, node.parts)) if isinstance(node, Join) else set()
