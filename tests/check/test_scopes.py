"""An app declares exactly the scopes that its calls need: none missing, none unused."""

from pathlib import Path

import pytest

from app.check.scopes import calls_beside, compare
from app.forge.manifest.reader import load
from app.settings import ROOT

DECLARED = frozenset(load(ROOT / "manifest.yaml").scopes)


def test_our_own_scopes() -> None:
    """Our manifest declares exactly what our calls need."""
    calls = calls_beside(ROOT / "manifest.yaml")
    assert calls is not None
    assert [len(found) for found in compare(calls, DECLARED)] == [0, 0, 0]


@pytest.mark.parametrize("scope", sorted(DECLARED))
def test_a_missing_scope(scope: str) -> None:
    """Without any one of the scopes some call is not covered, and the scope is named."""
    assert scope in compare(calls_beside(ROOT / "manifest.yaml") or [], DECLARED - {scope})[1]


def test_an_unused_scope() -> None:
    """A scope that no call needs is named."""
    unknown, missing, unused = compare(["kvs"], frozenset({"storage:app", "read:jira-work"}))
    assert (unknown, set(missing), set(unused)) == ([], set(), {"read:jira-work"})


def test_an_unknown_call() -> None:
    """A call outside the platform's operations is named."""
    assert compare(["PUT /rest/api/3/issue/{id}"], DECLARED)[0] == ["PUT /rest/api/3/issue/{id}"]


def test_no_list(tmp_path: Path) -> None:
    """Without a list there is nothing to compare."""
    assert calls_beside(tmp_path / "manifest.yaml") is None
