"""The table of switches fits the code: `make prove` finds each guard, and the test that holds it."""

import ast
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from tests.trust.prove import ROOT, switched_off, untouched
from tests.trust.switch import Switch
from tests.trust.switches import SWITCHES


@cache
def functions(path: Path) -> set[str]:
    """Return the names of the tests of a file."""
    nodes = ast.parse(path.read_text("utf-8")).body
    return {node.name for node in nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


@pytest.mark.parametrize("switch", SWITCHES, ids=lambda switch: switch.promise)
def test_a_switch_fits_the_code(switch: Switch) -> None:
    """The guard is in its file exactly once, and the test that must fail is where it is said to be."""
    file, _, name = switch.test.partition("::")
    text = (ROOT / switch.file).read_text("utf-8")
    assert switch.applied(text) != text
    assert name in functions(ROOT / file)


def test_no_two_switches_are_the_same() -> None:
    """Each promise stands once, and no guard is switched off twice in the same way."""
    assert [promise for promise, times in Counter(switch.promise for switch in SWITCHES).items() if times > 1] == []
    assert len({(switch.file, switch.guard, switch.off) for switch in SWITCHES}) == len(SWITCHES)


def test_a_switch_switches_something() -> None:
    """A switch without an effect, and one whose guard is not there once, is refused in a sentence."""
    with pytest.raises(ValueError, match="changes nothing"):
        Switch(promise="x", file="f", guard="a", off="a", test="t::t")
    for text in ("", "aa"):
        with pytest.raises(ValueError, match="name a text that is there once"):
            Switch(promise="x", file="f", guard="a", test="t::t").applied(text)


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Return a tree of a guard and the tests around it."""
    (tmp_path / "guards.py").write_text("def admits(age):\n    return age >= 18\n", "utf-8")
    (tmp_path / "test_guards.py").write_text(
        "from guards import admits\n\n\ndef test_age():\n    assert not admits(17)\n\n\n"
        "def test_wrong():\n    assert admits(17)\n\n\ndef test_set_up(missing):\n    pass\n",
        "utf-8",
    )
    return tmp_path


@pytest.mark.parametrize(
    ("guard", "off", "test", "seen"),
    [
        ("age >= 18", "True", "age", "assert not True"),
        ("age >= 18", "age > 17", "age", "it passes without its guard"),
        ("age >= 18", "age >=", "age", "no test failed, but pytest ended with"),
        ("age >= 18", "True", "set_up", "no test failed, but pytest ended with"),
        ("age >= 18", "True", "nowhere", "no test failed, but pytest ended with"),
        ("no such guard", "", "age", "is 0 times in"),
    ],
    ids=["held", "passes", "broken", "not set up", "no test", "no guard"],
)
def test_only_a_failing_test_holds_a_guard(guard: str, off: str, test: str, seen: str, small: Path) -> None:
    """A test that passes or cannot run, code that cannot be read and a guard that is not there prove nothing."""
    before = (small / "guards.py").read_text("utf-8")
    switch = Switch(promise="x", file="guards.py", guard=guard, off=off, test=f"test_guards.py::test_{test}")
    outcome = switched_off(small, switch)
    assert (outcome.held, seen in outcome.seen) == (test == "age" and off == "True", True)
    assert (small / "guards.py").read_text("utf-8") == before


@pytest.mark.parametrize(("test", "held"), [("age", True), ("wrong", False)])
def test_with_its_guard_in_place_a_test_passes(test: str, held: bool, small: Path) -> None:  # noqa: FBT001 - a column
    """A test that fails before its guard is touched proves nothing."""
    switch = Switch(promise="x", file="guards.py", guard="18", test=f"test_guards.py::test_{test}")
    assert untouched(small, [switch]).held == held
