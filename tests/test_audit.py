"""An incomplete audit never passes."""

import json
import runpy
from pathlib import Path

import pytest

from tests.support.holds import holds

verdict = runpy.run_path(str(Path(__file__).parent.parent / ".ci" / "audit.py"))["verdict"]


@holds(".ci/audit.py", "if skipped or not packages:", "if False:")
@pytest.mark.parametrize(
    ("packages", "status"),
    [
        ([{"name": "a", "vulns": []}], 0),
        ([{"name": "a", "vulns": [{"id": "X"}]}], 1),
        ([{"name": "a", "vulns": [{"id": "X"}]}, {"name": "b", "skip_reason": "unknown"}], 1),
        ([{"name": "a", "vulns": []}, {"name": "b", "skip_reason": "unknown"}], 3),
        ([], 3),
    ],
)
def test_verdict(packages: list[object], status: int) -> None:
    """Only a complete check without findings passes; a package unknown to the source is not checked."""
    assert verdict(json.dumps({"dependencies": packages}))[0] == status


@pytest.mark.parametrize("report", ["", "no connection", "[]", "{}"])
def test_no_answer(report: str) -> None:
    """Without an answer from the advisory source nothing is checked, and the sentence says so."""
    status, sentence = verdict(report)
    assert (status, sentence.startswith("Not checked")) == (3, True)
