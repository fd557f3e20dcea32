import json
import re
from itertools import product
from pathlib import Path

import pytest

from app.forge.errors import ProductRequestError
from app.forge.product.client import Product
from app.forge.product.policy.guard import admit
from app.forge.product.policy.operations import OPERATIONS, Operation, find, nearest
from app.forge.product.route import assume_trusted_route
from tests.forge.product.conftest import SCOPES, Bench
from tests.support.holds import holds

TABLE: list[tuple[str, str, list[list[str]]]] = json.loads(
    (Path(__file__).parents[3] / "data" / "jira-operations.json").read_text("utf-8")
)
"""Every operation of Jira Cloud with its alternative scopes, from Atlassian's OpenAPI documents of 2026-09."""

DOCUMENTED = {(method, path): {frozenset(one) for one in scopes} for method, path, scopes in TABLE}
OURS = {(one.method, one.template) for one in OPERATIONS}
VALUES = ("10001", "ABC-1")


def body_of(method: str, template: str) -> object:
    """Return a body that an operation takes."""
    names = {"/rest/api/3/issue/bulkfetch": "fields", "/rest/api/3/changelog/bulkfetch": "fieldIds"}
    return ({names[template]: ["status"]} if template in names else {}) if method == "POST" else None


@pytest.mark.parametrize("operation", OPERATIONS, ids=str)
def test_scopes_are_those_that_atlassian_documents(operation: Operation) -> None:
    """The alternatives of every operation equal those in Atlassian's documents."""
    assert set(operation.scopes) == DOCUMENTED[operation.method, operation.template]


@pytest.mark.parametrize("operation", OPERATIONS, ids=str)
def test_our_scopes_are_enough(operation: Operation) -> None:
    """The six scopes of our manifest cover every operation of the table."""
    assert operation.allowed_with(SCOPES)


def test_nothing_but_reads() -> None:
    """The table has GET and the three POSTs that read, and nothing else."""
    assert {one.method for one in OPERATIONS} == {"GET", "POST"}
    assert {one.template.rpartition("/rest/api/3")[2] for one in OPERATIONS if one.method == "POST"} == {
        "/search/jql",
        "/issue/bulkfetch",
        "/changelog/bulkfetch",
    }


@holds(admit, "operation = find(method, path)\n", "operation = find(method, path) or nearest(method, path)\n")
async def test_no_other_operation_of_jira_gets_out(bench: Bench) -> None:
    """Of the 722 operations only those of the table reach the wire, whatever replaces their placeholders."""
    assert len(DOCUMENTED) == 722
    gone_out = set()
    for (method, template), value in product(DOCUMENTED, VALUES):
        where = assume_trusted_route(re.sub(r"\{[^}]+\}", value, template))
        before = bench.calls
        try:
            await bench.ask(where, method=method, body=body_of(method, template))
        except ProductRequestError as error:
            assert error.type == "operation-refused"  # noqa: PT017 - the other outcome is looked at below
        if bench.calls > before:
            gone_out.add((method, template))
    assert gone_out == OURS


@holds(Product, "if not admitted.operation.allowed_with(scopes):", "if False:")
@holds(Operation, "any(alternative <= scopes for", "any(not alternative or alternative & scopes for")
@pytest.mark.parametrize("operation", OPERATIONS, ids=str)
async def test_a_missing_scope_is_answered_as_the_gateway_does(operation: Operation, bench: Bench) -> None:
    """Without one of its scopes an operation answers 401 in the gateway's words, and sends nothing."""
    if operation.scopes == (frozenset(),):
        assert operation.allowed_with(frozenset())
        return
    where = assume_trusted_route(re.sub(r"\{\w+\}", "7", operation.template))
    body = body_of(operation.method, operation.template)
    for scope in operation.scopes[0]:
        answer = await bench.ask(where, method=operation.method, body=body, scopes=SCOPES - {scope})
        assert (answer.status, answer.ok) == (401, False)
        assert await answer.json() == {"code": 401, "message": "Unauthorized; scope does not match"}
    assert bench.calls == 0


@holds(find, "if one.method == method and one.matches(path)", "if one.matches(path)")
@pytest.mark.parametrize(
    ("method", "path", "hint"),
    [
        ("GET", "/rest/agile/1.0/board/5/sprints", "GET /rest/agile/1.0/board/{boardId}/sprint"),
        ("GET", "/rest/api/3/search/jql", "POST /rest/api/3/search/jql"),
        ("DELETE", "/rest/agile/1.0/sprint/9", "GET /rest/agile/1.0/sprint/{sprintId}"),
        ("GET", "/rest/api/2/field", "GET /rest/api/3/field"),
    ],
)
def test_the_nearest_operation_is_named(method: str, path: str, hint: str) -> None:
    """The refusal of an unknown operation names the most similar known one."""
    assert find(method, path) is None
    assert str(nearest(method, path)) == hint


@pytest.mark.parametrize("value", ["5", "0", "9" * 18])
def test_a_placeholder_is_a_whole_number(value: str) -> None:
    """Ids have digits only, at most eighteen."""
    assert find("GET", f"/rest/agile/1.0/sprint/{value}") is not None


@holds(Operation, "self._pattern.fullmatch(path)", "self._pattern.match(path)")
@holds(Operation, '"[0-9]{1,18}".join', '"[^/]+".join')
@pytest.mark.parametrize("value", ["", "a", "-1", "+1", "1.0", "9" * 19, "५", "1/2", " 1", "1\n"])
def test_nothing_else_is_a_number(value: str) -> None:
    """Digits of other scripts, signs and blanks are refused."""
    assert find("GET", f"/rest/agile/1.0/sprint/{value}") is None
