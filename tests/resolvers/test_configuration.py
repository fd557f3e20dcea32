"""The gadget's settings: defaults, limits, and how a wrong one is refused."""

from typing import Any

import pytest
from hypothesis import given

from app.forge import ResolverError
from resolvers import configuration
from resolvers.configuration import BoardChoice, BoardQuery, Configuration, SprintConfiguration, read
from tests.resolvers.cache.test_schema import json_values
from tests.support.holds import holds

CANARY = "canary-8417"


def refusal(payload: object, model: Any = Configuration) -> ResolverError:
    with pytest.raises(ResolverError) as caught:
        read(model, payload)
    assert CANARY not in f"{caught.value.message} {caught.value.details}", "the input is not repeated"
    return caught.value


def test_defaults() -> None:
    """Only boards must be named; everything else has the default of the contract."""
    assert read(Configuration, {"boardIds": [3]}).model_dump(by_alias=True) == {
        "boardIds": (3,),
        "sprintCount": 7,
        "closedFrom": None,
        "closedTo": None,
        "nameContains": None,
        "estimation": "board",
        "doneStatusIds": None,
        "labelStyle": "name",
        "includeSubtasks": False,
        "includeForeignSprints": False,
        "includeRunningSprint": False,
        "excludedSprintIds": (),
        "target": None,
    }


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("boardIds", []),
        ("boardIds", list(range(1, 12))),
        ("boardIds", [1, 1]),
        ("boardIds", [0]),
        ("boardIds", ["1"]),
        ("boardIds", [True]),
        ("boardIds", [1.5]),
        ("boardIds", None),
        ("boardIds", CANARY),
        ("sprintCount", 0),
        ("sprintCount", 101),
        ("closedFrom", "24-01-02"),
        ("closedFrom", "2024-02-30"),
        ("closedTo", f"2024-01-01{CANARY}"),
        ("closedTo", 20240101),
        ("nameContains", ""),
        ("nameContains", f"{CANARY}\n"),
        ("includeRunningSprint", 1),
        ("target", 0),
        ("target", "7"),
        ("sprintCount", "7"),
        ("sprintCount", True),
        ("estimation", ""),
        ("estimation", f"{CANARY} or 1=1"),
        ("estimation", None),
        ("doneStatusIds", []),
        ("doneStatusIds", [3]),
        ("doneStatusIds", [CANARY]),
        ("labelStyle", CANARY),
        ("includeSubtasks", "yes"),
        ("includeSubtasks", 1),
        ("includeForeignSprints", None),
        ("excludedSprintIds", [-1]),
        ("excludedSprintIds", CANARY),
    ],
)
def test_refused_values(field: str, value: object) -> None:
    """A value that is out of its limits is refused at its field, with the reason and without being repeated."""
    error = refusal({"boardIds": [1]} | {field: value})
    assert (error.type, error.status, error.details["field"]) == ("payload-refused", 400, field)
    assert error.details["reason"]


def test_missing_boards() -> None:
    """A configuration without boards is refused at that field."""
    assert refusal({}).details["field"] == "boardIds"


@pytest.mark.parametrize("payload", [None, [], "x", 7])
def test_not_an_object(payload: object) -> None:
    """A payload that is not an object is refused."""
    assert refusal(payload).details["field"] == "payload"


@holds(configuration, 'extra="forbid"', 'extra="ignore"')
@pytest.mark.parametrize("key", ["colour", "board_ids", "refresh", "JQL"])
def test_unknown_keys(key: str) -> None:
    """An unknown key is refused by its name."""
    error = refusal({"boardIds": [1], key: CANARY})
    assert (error.type, error.details["field"]) == ("payload-refused", key)


@holds(configuration, "return key if isinstance(key, str) and", "return str(key) if True or")
def test_a_strange_key_is_not_repeated() -> None:
    """A key that is not a plain word is refused without being repeated."""
    assert refusal({"boardIds": [1], f"<b>{CANARY}</b>": 1}).details["field"] == "(unknown)"


@holds(configuration, "if key not in known and PERSON.search(str(key)):", "if False:")
@pytest.mark.parametrize(
    "key", ["assignee", "assigneeId", "reporter", "userIds", "byPerson", "accountId", "groupByAssignee", "teamMembers"]
)
@pytest.mark.parametrize("model", [Configuration, SprintConfiguration, BoardQuery, BoardChoice])
def test_never_per_person(key: str, model: Any) -> None:
    """A request for figures by person is refused with the reason."""
    error = refusal({"boardIds": [1], key: CANARY}, model)
    assert (error.type, error.status) == ("per-person-refused", 400)
    assert "never of a person" in error.message


def test_the_same_figures_have_the_same_digest() -> None:
    """What changes no figure changes no digest: defaults spelled out, the label, the sprint to explain."""
    plain = read(Configuration, {"boardIds": [1]}).digest
    assert read(Configuration, {"boardIds": [1], "sprintCount": 7, "labelStyle": "short"}).digest == plain
    assert read(SprintConfiguration, {"boardIds": [1], "sprintId": 4}).digest == plain
    assert read(Configuration, {"boardIds": [1], "includeSubtasks": True}).digest != plain


@given(json_values)
def test_any_payload_is_read_or_refused(payload: object) -> None:
    """Whatever is sent, it is read or refused, never anything else."""
    try:
        read(Configuration, payload)
    except ResolverError as error:
        assert error.status == 400  # noqa: PT017 - most payloads are refused, a few may pass


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        ({"boardIds": []}, "it should have at least 1 item, not 0"),
        ({"boardIds": 7}, "should be a list"),
        ({"boardIds": [1, 1]}, "each one may appear once"),
        ({"boardIds": [1], "sprintCount": 101}, "should be less than or equal to 100"),
        ({"boardIds": [1], "labelStyle": "x"}, "should be 'name', 'short', 'number' or 'dates'"),
        ({}, "field required"),
    ],
)
def test_reasons_are_in_plain_words(payload: object, reason: str) -> None:
    """The reason for a refusal uses the words of the payload."""
    assert refusal(payload).details["reason"] == reason
