"""`velocity-chart explain`: why every issue counts as it does, printed."""

import json

from resolvers.messages import REASONS
from tests.commands.conftest import Run


def test_the_last_closed_sprint_is_explained_by_default(run: Run) -> None:
    """Without a sprint it is the last one; its columns add up to the figures of the report."""
    _, out, err = run("explain", "--board", "Alpha", "--format", "json")
    assert err == ""
    found = json.loads(out)
    reported = json.loads(run("report", "--board", "Alpha", "--sprints", "1", "--format", "json")[1])
    assert found["sprint"] == reported["sprints"][0]
    assert sum(issue["committed"] for issue in found["issues"]) == found["sprint"]["committed"]


def test_a_sprint_is_named_or_numbered(run: Run) -> None:
    """Name, part of a name, and id lead to the same sprint; a number that is no id is looked for in the names."""
    by_name = json.loads(run("explain", "--board", "Comet", "--sprint", "comet 20", "--format", "json")[1])["sprint"]
    number = str(by_name["id"])
    assert by_name["name"] == "Comet 20"
    assert (
        json.loads(run("explain", "--board", "Comet", "--sprint", number, "--format", "json")[1])["sprint"] == by_name
    )
    status, out, err = run("explain", "--board", "Comet", "--sprint", "Comet 2")
    assert (status, out) == (5, "") or "Comet 2," in out, err


def test_reasons_are_in_words(run: Run) -> None:
    """Each issue has a line with its key, its outcome and the sentences of its reasons; sums stand last."""
    found = json.loads(run("explain", "--board", "Alpha", "--format", "json")[1])
    lines = run("explain", "--board", "Alpha")[1].splitlines()
    for issue in found["issues"]:
        (line,) = [line for line in lines if line.startswith(f"{issue['key']} ")]
        assert line.endswith(" ".join(REASONS[reason] for reason in issue["reasons"]))
    assert lines[-1].split()[:2] == ["Sum", str(found["sprint"]["committed"])]


def test_a_sprint_that_is_not_there_has_its_status(run: Run) -> None:
    """Status 5, with the sprints that there are."""
    status, out, err = run("explain", "--board", "Alpha", "--sprint", "Nothing")
    assert (status, out) == (5, "")
    assert "Alpha Sprint 100" in err
