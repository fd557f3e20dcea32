"""`make prove` counts only a test that fails, and a mark has to match the code."""

from pathlib import Path

import pytest

from tests.conftest import pytest_runtest_setup
from tests.support import holds
from tests.support.holds import Guard
from tests.trust.prove import Switch, switched_off, untouched


def test_a_guard_is_text_of_its_place() -> None:
    """The text occurs once in the function, class, module or file that the mark names, and its replacement differs."""
    assert "if not self.none" in Guard(Guard, "if not self.text", "if not self.none").switched_off()
    assert "__PLACE__" in Guard(holds, "`place` is a function", "__PLACE__").switched_off()
    assert Guard("manifest.yaml", "modules:").file == Path("manifest.yaml")
    for place, text, why in (
        (Guard, "if not self.text", "changes nothing"),
        (holds.misfits, "if not self.text", "0 times"),
        (Guard, "self", "name a text that is there once"),
    ):
        with pytest.raises(ValueError, match=why):
            Guard(place, text, text if why == "changes nothing" else "").switched_off()


def test_a_mark_that_does_not_fit_fails_its_test(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A test whose guard was rewritten fails and names the mark, whichever process runs it."""
    monkeypatch.delenv("PROVING", raising=False)
    pytest_runtest_setup(request.node)
    request.node.add_marker(holds.holds(Guard, "a guard of yesterday"))
    with pytest.raises(pytest.fail.Exception, match="a guard of yesterday is there 0 times"):
        pytest_runtest_setup(request.node)


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
    ("text", "off", "test", "seen"),
    [
        ("age >= 18", "True", "age", "assert not True"),
        ("age >= 18", "age > 17", "age", "it passes without its guard"),
        ("age >= 18", "age >=", "age", "no test failed, but pytest ended with"),
        ("age >= 18", "True", "set_up", "no test failed, but pytest ended with"),
        ("age >= 18", "True", "nowhere", "no test failed, but pytest ended with"),
        ("no such guard", "", "age", "is there 0 times"),
    ],
    ids=["held", "passes", "broken", "not set up", "no test", "no guard"],
)
def test_only_a_failing_test_holds_a_guard(text: str, off: str, test: str, seen: str, small: Path) -> None:
    """A test that passes or cannot run, code that does not parse and a missing guard prove nothing."""
    before = (small / "guards.py").read_text("utf-8")
    outcome = switched_off(small, Switch(Guard("guards.py", text, off), f"test_guards.py::test_{test}", "x"))
    assert (outcome.held, seen in outcome.seen) == (test == "age" and off == "True", True)
    assert (small / "guards.py").read_text("utf-8") == before


@pytest.mark.parametrize(("test", "held"), [("age", True), ("wrong", False)])
def test_with_its_guard_in_place_a_test_passes(test: str, held: bool, small: Path) -> None:  # noqa: FBT001 - a column
    """A test that fails with its guard in place proves nothing."""
    assert untouched(small, [Switch(Guard("guards.py", "18"), f"test_guards.py::test_{test}", "x")]).held == held
