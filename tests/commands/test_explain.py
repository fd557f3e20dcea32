"""`velocity-chart explain` prints why every work item counts as it does."""

import json

from resolvers.messages import REASONS
from tests.commands.conftest import Run


def test_the_last_closed_sprint_is_explained_by_default(run: Run) -> None:
    """Without a sprint it explains the last closed one; its committed column adds up to the report's figure."""
    _, out, err = run("explain", "--board", "Alpha", "--format", "json")
    assert err == ""
    found = json.loads(out)
    reported = json.loads(run("report", "--board", "Alpha", "--sprints", "1", "--format", "json")[1])
    assert found["sprint"] == reported["sprints"][0]
    assert sum(issue["committed"] for issue in found["issues"]) == found["sprint"]["committed"]


def test_a_sprint_is_named_or_numbered(run: Run) -> None:
    """A name in any case and an id lead to the same sprint; "Comet 2" never leads to "Comet 20"."""
    by_name = json.loads(run("explain", "--board", "Comet", "--sprint", "comet 20", "--format", "json")[1])["sprint"]
    number = str(by_name["id"])
    assert by_name["name"] == "Comet 20"
    assert (
        json.loads(run("explain", "--board", "Comet", "--sprint", number, "--format", "json")[1])["sprint"] == by_name
    )
    status, out, _ = run("explain", "--board", "Comet", "--sprint", "Comet 2")
    assert (status, out.partition(",")[0]) == (0, "Comet 2")


def test_reasons_are_in_words(run: Run) -> None:
    """Each work item has a line with its key and the sentences of its reasons; the sums stand last."""
    found = json.loads(run("explain", "--board", "Alpha", "--format", "json")[1])
    lines = run("explain", "--board", "Alpha")[1].splitlines()
    for issue in found["issues"]:
        (line,) = [line for line in lines if line.startswith(f"{issue['key']} ")]
        assert line.endswith(" ".join(REASONS[reason] for reason in issue["reasons"]))
    assert lines[-1].split()[:2] == ["Sum", str(found["sprint"]["committed"])]


def test_a_sprint_that_is_not_there_has_its_status(run: Run) -> None:
    """The status is 5, and the error lists the sprints that exist."""
    status, out, err = run("explain", "--board", "Alpha", "--sprint", "Nothing")
    assert (status, out) == (5, "")
    assert "Alpha Sprint 100" in err
    assert run("explain", "--board", "Alpha", "--sprint", "9" * 20)[:2] == (5, "")
    assert run("explain", "--board", "Alpha", "--sprint", "")[:2] == (2, "")
