"""The app's calls to Jira: one function for each, with the errors that its answers can mean.

All are reads. Page sizes are Jira Cloud's maxima, unless they say why not: it reduces larger ones to these.
"""

from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from http import HTTPStatus
from typing import Any, TypeVar

from msgspec.json import decode

from app.forge import ProductRequestError, ResolverError, Response, Route, as_app, as_user, denial, route
from resolvers.errors import problems, refusals
from resolvers.jira import quota
from resolvers.jira.parse import answers, sprint_field
from resolvers.jira.parse.board_pages import Boards, board_page_of
from resolvers.jira.parse.changelogs import Entry, Page
from resolvers.jira.parse.documented import Undocumented
from resolvers.jira.parse.sprint_pages import SprintPage, sprint_page
from resolvers.single_flight import on_behalf, turn

BOARDS_A_PAGE = 50
SPRINTS_A_PAGE = 50
IDS_A_PAGE = 5000
"""`search/jql` returns up to 5,000 issues per page if only ids are requested, else 100."""

ISSUES_A_BATCH = 100
"""`issue/bulkfetch` takes up to 100 issues if a multi-value field such as Sprint is requested."""

CHANGELOGS_A_BATCH = 500
"""`changelog/bulkfetch` takes up to 1,000 issues; decoding the histories of so many would block the event loop longer
than anything else of a chart."""

HISTORIES_A_PAGE = 10_000

NO_PERMISSION = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND})
"""Any of these means "no permission" for a board's configuration (scopes page of Jira Software)."""

Parsed = TypeVar("Parsed")
Failure = Callable[[], ResolverError]


def understood(parse: Callable[[], Parsed]) -> Parsed:
    """Return the parsed answer; raise the error of an undocumented answer, with the place of the fault."""
    try:
        return parse()
    except Undocumented as error:
        raise problems.nonsense(str(error)) from error
    except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError) as error:
        raise problems.nonsense("data in an undocumented form") from error


async def _ask(
    where: Route,
    parse: Callable[[Any], Parsed],
    *,
    body: object = None,
    form: Any = None,
    not_found: Failure = problems.data_center,
    viewed: bool = False,
) -> Parsed:
    """Send one request, a POST if there is a body, and return the parsed answer.

    Of an answer with a `form`, a type, nothing else is decoded, unless it is not of this form. `viewed` requests, whose
    answers are never kept, are made as the person who looks.
    """

    async def send() -> Response:
        return await (as_user() if viewed else as_app()).request_jira(
            where, method="GET" if body is None else "POST", body=body
        )

    try:
        response = await on_behalf(send, late=_late)
        # Simultaneous answers are decoded and parsed one at a time, with turns for other tasks in between.
        await turn()
        answer = await _decoded(response, form) if response.ok else None
    except ProductRequestError as error:
        raise problems.unreachable(error) from error
    quota.heed(response.headers)
    if response.ok:
        await turn()
        return understood(lambda: parse(answer))
    if response.status in {HTTPStatus.BAD_REQUEST, HTTPStatus.UNPROCESSABLE_ENTITY}:
        raise refusals.meaning(await response.text(), response)
    if response.status == HTTPStatus.NOT_FOUND:
        raise not_found()
    raise problems.refusal(response)


async def _decoded(response: Response, form: Any) -> Any:
    """Return the answer as a value of the form, else as plain JSON: if there is none, or the answer is not of it."""
    if form is not None and response.is_json:
        with suppress(ValueError, RecursionError):
            return decode(await response.bytes(), type=form)
    return await response.json()


def _late(error: Exception) -> bool:
    """Say whether a request failed because its invocation ran out of time."""
    return isinstance(error, ProductRequestError) and error.type == "jira-timeout"


async def board_page(query: str, start_at: int) -> Boards:
    """Return a page of boards whose name contains `query`: the usable ones, the total and the next page's start."""
    where = (
        route("/rest/agile/1.0/board?startAt={}&maxResults={}&name={}", start_at, BOARDS_A_PAGE, query)
        if query
        else route("/rest/agile/1.0/board?startAt={}&maxResults={}", start_at, BOARDS_A_PAGE)
    )
    return await _ask(where, lambda answer: board_page_of(answer, start_at), viewed=True)


async def require_readable(boards: Collection[int]) -> None:
    """Refuse boards that the viewer may not see, as if they did not exist."""
    try:
        answer = await denial(route("/rest/agile/1.0/board/{}/configuration", board) for board in boards)
    except ProductRequestError as error:
        raise problems.unreachable(error) from error
    if answer is None:
        return
    if answer.status in NO_PERMISSION:
        raise problems.board_not_found()
    raise problems.refusal(answer)


async def configuration(board: int) -> answers.Configuration | None:
    """Return a board's configuration, None if the app may not read it."""
    try:
        return await _ask(
            route("/rest/agile/1.0/board/{}/configuration", board),
            lambda answer: answers.configuration(answer, board),
            not_found=problems.board_not_found,
        )
    except ResolverError as error:
        # 401, 403 and 404 all mean "no permission" here (scopes page of Jira Software); the sprint list decides.
        if error.type in {"jira-refused", "board-not-found"}:
            return None
        raise


async def sprints(board: int, start_at: int) -> SprintPage:
    """Return a page of the board's closed and running sprints: the closed ones first, each in backlog order."""
    where = route(
        "/rest/agile/1.0/board/{}/sprint?state=closed,active&startAt={}&maxResults={}", board, start_at, SPRINTS_A_PAGE
    )
    try:
        return await _ask(where, lambda answer: sprint_page(answer, board), not_found=problems.board_not_found)
    except refusals.Unexplained:
        # The one reason to refuse this, in another language than English.
        raise problems.sprints_not_supported() from None


async def fields() -> Any:
    """Return the site's fields, unparsed."""
    return await _ask(route("/rest/api/3/field"), list)


async def statuses() -> list[answers.Status]:
    """Return the site's statuses."""
    return await _ask(route("/rest/api/3/status"), answers.statuses)


async def filter_jql(filter_id: int) -> str | None:
    """Return a filter's JQL, None if the filter cannot be read."""
    try:
        return await _ask(route("/rest/api/3/filter/{}", filter_id), answers.filter_jql)
    except ResolverError as error:
        # No figure depends on it: Jira answers 400, 401 or 403 for a filter that is not shared.
        if error.type in {"data-center", "jira-nonsense", "jira-refused"}:
            return None
        raise


async def search(jql: str, token: str | None) -> tuple[list[str], str | None]:
    """Return a page of the ids of matching issues and the token of the next page."""
    body = {"jql": jql, "fields": ["id"], "maxResults": IDS_A_PAGE} | ({"nextPageToken": token} if token else {})
    try:
        return await _ask(route("/rest/api/3/search/jql"), answers.issue_ids, body=body)
    except refusals.Unexplained:
        if token is None:
            raise
        raise problems.nonsense("it refused the next page of a search") from None


async def issues(
    ids: Sequence[str], sprint: str, estimate: str | None, others: Sequence[str], *, parents: bool = False
) -> list[answers.PresentValues]:
    """Return the present values of up to 100 issues, without deleted ones. `parents` requests parent ids too."""
    named = [sprint, "status", "issuetype", "created", *([estimate] if estimate else []), *others]
    named += ["parent"] if parents else []
    return await _ask(
        route("/rest/api/3/issue/bulkfetch"),
        lambda answer: answers.present_values(answer, frozenset(ids), sprint=sprint, estimate=estimate, others=others),
        body={"issueIdsOrKeys": list(ids), "fields": named},
    )


async def sprint_fields_in_use(ids: Sequence[str], fields: Sequence[str]) -> dict[str, int]:
    """Return for each field how many of up to 100 issues have sprints in it."""
    return await _ask(
        route("/rest/api/3/issue/bulkfetch"),
        lambda answer: sprint_field.carried(answer, fields),
        body={"issueIdsOrKeys": list(ids), "fields": list(fields)},
    )


async def changelogs(
    ids: Sequence[str], field_ids: Sequence[str], token: str | None, *, most: int = HISTORIES_A_PAGE
) -> tuple[list[tuple[str, list[Entry]]], str | None]:
    """Return a page of up to `most` entries of the histories of up to 1,000 issues and the token of the next page.

    Raises `TooLargeError` for a page that exceeds the platform's size limit.
    """
    body = {"issueIdsOrKeys": list(ids), "fieldIds": list(field_ids), "maxResults": most}
    return await _ask(
        route("/rest/api/3/changelog/bulkfetch"),
        lambda answer: answers.changelogs(answer, frozenset(ids)),
        body=body | ({"nextPageToken": token} if token else {}),
        form=Page,
    )
