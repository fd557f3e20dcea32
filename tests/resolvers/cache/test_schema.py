"""What may be stored: a closed set of shapes, and nothing else."""

from math import inf, nan
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolvers.cache import schema
from resolvers.cache.codec import sprint_issues, sprint_record
from resolvers.cache.schema import Shape
from resolvers.cache.store import SHAPES
from resolvers.domain.timeline import Window
from tests.resolvers.domain.test_properties import issues
from tests.support.holds import holds

CANARY = "Ada Lovelace <ada@example.com>"
WINDOW = Window(1, 100, 200)

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=20,
)

GOOD: dict[str, dict[str, Any]] = {
    "board": {
        "at": 1,
        "board": [1, "Alpha", False, "A", 10, True],
        "columns": [["1"], ["3", "4"]],
        "estimation": ["field", "customfield_1"],
        "sprints": [[1, "Sprint 1", 1, None, 2, 1]],
        "total": 1,
        "running": [[2, "Sprint 2", 1, None, 1]],
    },
    "sprint": {
        "at": 1,
        "window": [1, 1, 2],
        "subtasks": False,
        "statuses": [["5", "Done"]],
        "issues": [["A-1", 1, False, False, [[1], [5], [[1, 2]], [1]], ["1", [], [], []], [None, [5], [0.5], []]]],
    },
    "report": {
        "at": 1,
        "unit": ["customfield_1", "points"],
        "boards": [[1, "Alpha", None, 0]],
        "sprints": [
            [
                [1, 1, "Sprint 1", 1, 2, 2, False],
                [0] * 9,
                [0] * 6,
                [["closed-late", 2, []], ["status-off-board", 1, ["Done"]]],
            ]
        ],
        "running": [[[2, 1, "Sprint 2", 1, None, 2, False], [0] * 9, [0] * 6, []]],
        "periods": [[1]],
        "warnings": [["done-outside-last-column", 1, 0, ["Done"]]],
    },
    "statuses": {"at": 1, "statuses": [["5", "Done"]]},
    "lease": {"at": 1, "began": 1},
    "progress": {"at": 1, "sprints": 7, "read": 100, "total": 223},
    "filter": {"at": 1, "words": ["status"]},
}


def test_every_shape_has_an_example() -> None:
    """Each kind of record has a value that it accepts."""
    assert GOOD.keys() == SHAPES.keys()
    assert all(SHAPES[kind](value) for kind, value in GOOD.items())


def replaced(value: Any, canary: Any) -> list[Any]:
    """Return copies of a value, each with one leaf replaced by the canary."""
    if isinstance(value, dict):
        return [value | {key: copy} for key, part in value.items() for copy in replaced(part, canary)]
    if isinstance(value, list) and value:
        return [
            [*value[:place], copy, *value[place + 1 :]]
            for place, part in enumerate(value)
            for copy in replaced(part, canary)
        ]
    return [canary]


@holds(schema, "int | Annotated[float, Meta(ge=-MOST, le=MOST)]", "Any")
@holds(schema, "Shape = bool", "Shape = Any")
@holds(schema, "(?:{pattern})\\Z", "(?:{pattern})")
@holds(schema, '_text(f"[0-9]{{0,{LONGEST_ID}}}")', "str")
@holds(schema, "_text(ISSUE_KEY.pattern)", "str")
@holds(schema, "_text(PROJECT_KEY.pattern)", "str")
@holds(schema, "_text(FIELD_ID.pattern)", "str")
@holds(schema, "return Literal[tuple(words)]", "return str")
@holds(schema, "return shape | None", "return Any")
@holds(schema, "return list[shape]", "return list")
@holds(schema, "return tuple.__class_getitem__(shapes)", "return list")
@holds(schema, "bool(convert(value, form))", "True")
@pytest.mark.parametrize("kind", SHAPES)
def test_free_text_is_refused_everywhere_but_in_names(kind: str) -> None:
    """Free text is refused everywhere, except in the name of a status, sprint or board."""
    accepted = [copy for copy in replaced(GOOD[kind], CANARY) if SHAPES[kind](copy)]
    names = {"board": 3, "sprint": 1, "report": 5, "statuses": 1, "lease": 0, "progress": 0, "filter": 0}
    assert len(accepted) == names[kind]


PAIR = schema.row(schema.number, schema.flag)


@holds(schema, "Meta(ge=-MOST, le=MOST)", "None")
@pytest.mark.parametrize(
    ("shape", "good", "bad"),
    [
        (schema.number, [0, -1, 0.5], [True, None, "1", inf, -inf, nan]),
        (schema.flag, [True, False], [0, 1, None, "true"]),
        (schema.name, ["", "Done", "x" * 255], ["x" * 256, None, 1, ["Done"]]),
        (schema.digits, ["", "10001"], ["1 ", "-1", "1" * 20, 1, None]),
        (schema.issue_key, ["A-1", "ab_1-20"], ["A", "A-", "-1", "1A-1", "A-1 x", "A-1\n", None]),
        (schema.project_key, ["A", "ab_1"], ["", "1A", "A B", "A\n", None]),
        (schema.field_id, ["customfield_10016"], ["", "Story Points", "_a", "a" * 65, None]),
        (schema.word(("a", "b")), ["a", "b"], ["c", "", None, ["a"]]),
        (schema.maybe(schema.flag), [None, True], [0, "x"]),
        (schema.many(schema.flag), [[], [True]], [None, [1], "x"]),
        (PAIR, [[1, True]], [[1], [1, True, 2], [True, 1], None]),
    ],
    ids=["number", "flag", "name", "digits", "issue", "project", "field", "word", "maybe", "many", "row"],
)
def test_each_shape_takes_its_own_values_only(shape: Shape, good: list[Any], bad: list[Any]) -> None:
    """A shape takes what it is named after, and nothing that only looks like it."""
    fits = schema.record(a=shape)
    assert [value for value in good if not fits({"a": value})] == []
    assert [value for value in bad if fits({"a": value})] == []


@pytest.mark.parametrize("bad", [{}, {"a": 1}, {"a": True, "b": True}, {"a": True, 2: 3}, {1: True}, [], None])
def test_a_record_has_exactly_its_keys(bad: Any) -> None:
    """A record is an object with its keys and no other."""
    fits = schema.record(a=schema.flag)
    assert fits({"a": True})
    assert not fits(bad)


@holds(schema, ", Meta(max_length=LONGEST_TITLE)", ", None")
@pytest.mark.parametrize("kind", SHAPES)
def test_a_name_has_a_limit(kind: str) -> None:
    """Even a name is not longer than Jira lets it be."""
    assert not any(SHAPES[kind](copy) for copy in replaced(GOOD[kind], "x" * 256))


@holds(schema, ", forbid_unknown_fields=True")
@pytest.mark.parametrize("kind", SHAPES)
def test_extra_keys_are_refused(kind: str) -> None:
    """A record with a key more, or a key less, is refused."""
    assert not SHAPES[kind](GOOD[kind] | {"assignee": 1})
    for key in GOOD[kind]:
        assert not SHAPES[kind]({name: value for name, value in GOOD[kind].items() if name != key})


@given(json_values)
def test_no_other_value_has_a_shape(value: Any) -> None:
    """Whatever JSON comes, it is not taken for a record, and nothing is raised."""
    assert not any(shape(value) for shape in SHAPES.values())


@given(st.lists(issues, max_size=5, unique_by=lambda issue: issue.key))
def test_issues_come_back_as_they_were_kept(found: list[Any]) -> None:
    """A sprint's issues have the same values after storing, to the last decimal."""
    numbered = [_numbered(issue) for issue in found]
    entries = [(issue.cut(WINDOW), index % 2 == 0) for index, issue in enumerate(numbered)]
    record = sprint_record(1, WINDOW, entries)
    assert SHAPES["sprint"](record)
    assert sprint_issues(record) == entries


def _numbered(issue: Any) -> Any:
    """Return the issue with status ids as Jira has them, in digits."""
    ids = {"todo": "1", "doing": "2", "done": "3", "closed": "4"}
    status = issue.status
    return issue._replace(
        status=status._replace(first=ids[status.first], values=tuple(ids[value] for value in status.values))
    )


DAMAGED: dict[str, list[tuple[str, Any]]] = {
    "board": [("sprints", [[1, "Sprint 1", 10**18, None, 2, 1]]), ("at", 10**18), ("at", 1.5)],
    "sprint": [
        ("window", [1, 1, 10**18]),
        ("issues", [["A-1", 1, False, False, [[1], [6, 5], [[1], [2]], []], ["1", [], [], []], [None, [], [], []]]]),
        ("issues", [["A-1", 1, False, False, [[1], [5], [], []], ["1", [], [], []], [None, [], [], []]]]),
        ("issues", [["A-1", 10**18, False, False, [[1], [], [], []], ["1", [], [], []], [None, [], [], []]]]),
    ],
    "report": [
        ("periods", [[2]]),
        ("periods", [[]]),
        ("sprints", [[[1, 1, "Sprint 1", 1, 2, 946_000_000_000_000_000, False], [0] * 8, [0] * 6, []]]),
    ],
}


@holds(schema, "Meta(ge=FIRST, le=LAST)", "None")
@holds(schema, "len(instants) == len(values) and ")
@holds(schema, " and not any(map(gt, instants, instants[1:]))")
@holds(schema, " and also(value)")
@pytest.mark.parametrize(("kind", "name", "value"), [(kind, *each) for kind in DAMAGED for each in DAMAGED[kind]])
def test_a_damaged_record_has_no_shape(kind: str, name: str, value: Any) -> None:
    """Instants in the year 30 million, timelines that run backwards or lack a value, periods of unknown sprints."""
    assert not SHAPES[kind](GOOD[kind] | {name: value})
