"""`velocity-chart report` prints what the gadget shows."""

import csv
import io
import json
import re
import socket
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.commands.conftest import Run, Site
from tests.node.packages import needed
from velocity_chart.commands import report

ROOT = Path(__file__).parents[2]
EMPTY = """
import { csv } from "./static/gadget/export/csv.js";
process.stdout.write(csv({ boards: [], unit: {}, sprints: [] }));
"""


def shown(run: Run, *arguments: str) -> Any:
    status, out, err = run("report", *arguments, "--format", "json")
    assert (status, err) == (0, "")
    return json.loads(out)


def test_json_is_the_report(run: Run) -> None:
    """The JSON is what `getVelocity` answers: the requested sprints with statistics, unit and warnings."""
    found = shown(run, "--board", "Alpha", "--sprints", "3")
    assert len(found["sprints"]) == 3
    assert {"statistics", "unit", "warnings", "cache"} <= set(found)
    for sprint in found["sprints"]:
        change = sprint["committed"] + sprint["added"] - sprint["removed"] + sprint["estimateChange"]
        assert change == sprint["completed"] + sprint["notCompleted"]


def test_a_table_has_one_line_a_sprint_in_columns(run: Run) -> None:
    """Figures align under their headings; the typical range stands below."""
    found = shown(run, "--board", "1", "--sprints", "7")
    _, out, _ = run("report", "--board", "1", "--sprints", "7")
    head, *rows = out.split("\n\n")[1].splitlines()
    assert len(rows) == 7
    for line, sprint in zip(rows, found["sprints"], strict=True):
        assert line.startswith(sprint["name"])
        for heading, figure in (("Committed", "committed"), ("Completed", "completed")):
            edge = head.index(f"  {heading}") + 2 + len(heading)
            assert line[:edge].split()[-1] == str(sprint[figure])
    completed = found["statistics"]["completed"]
    assert f"Typical range: {completed['low']} to {completed['high']}" in out
    assert "with a chance of 3 in 4" in out
    _, out, _ = run("report", "--board", "1", "--sprints", "12")
    assert "with a chance of at least 80%" in out


def test_below_five_sprints_no_range_is_printed(run: Run) -> None:
    """Fewer than five sprints have averages and no typical range; of a single one there is no average either."""
    _, single, _ = run("report", "--board", "1", "--sprints", "1")
    assert not re.search("Average|Median|Typical", single)
    _, out, _ = run("report", "--board", "1", "--sprints", "4")
    assert "Average of 4 sprints" in out
    assert "Typical range" not in out


def test_csv_begins_with_its_header_row(run: Run) -> None:
    """The first line names the columns, without a byte order mark; each further line is one sprint."""
    _, out, _ = run("report", "--board", "Alpha", "--sprints", "3", "--format", "csv")
    assert out.startswith('"sprintId","sprint"')
    rows = list(csv.DictReader(io.StringIO(out)))
    found = shown(run, "--board", "Alpha", "--sprints", "3")
    assert [row["committed"] for row in rows] == [str(sprint["committed"]) for sprint in found["sprints"]]
    assert {row["board"] for row in rows} == {"Alpha"}


def test_the_columns_are_those_of_the_page() -> None:
    """The command's CSV and the page's have the same columns in the same order."""
    needed()
    command = ["node", "--input-type=module", "--eval", EMPTY]
    head = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout  # noqa: S603
    assert next(csv.reader([head.removeprefix("\N{BOM}")])) == list(report.COLUMNS)


def test_several_boards_are_told_apart(run: Run) -> None:
    """With several boards each line of the table names its board."""
    _, out, _ = run("report", "--board", "Alpha", "--board", "Release train", "--sprints", "2")
    head, *rows = out.split("\n\n")[1].splitlines()
    assert "Board" in head
    assert {name for line in rows for name in ("Alpha", "Release train") if f"  {name}  " in line} == {
        "Alpha",
        "Release train",
    }


def test_several_boards_are_averaged_by_their_periods(run: Run) -> None:
    """Averages and typical range of several boards are those of the chart: of periods, which are no sprints."""
    boards = ("--board", "Alpha", "--board", "Comet", "--sprints", "6")
    periods = shown(run, *boards)["periodStatistics"]
    _, out, _ = run("report", *boards)
    assert f"Average of {periods['sprintCount']} periods: " in out
    completed = periods["completed"]
    assert f"Typical range: {completed['low']:g} to {completed['high']:g}, where the next period lands" in out
    assert "A period sums" in out
    assert "period" not in run("report", "--board", "Alpha")[1]


def test_warnings_go_to_the_error_stream(run: Run) -> None:
    """Each warning of the report is a line of the error stream."""
    for board in ("Sprout", "Release train", "Field service", "Vault", "Meadow"):
        status, out, err = run("report", "--board", board, "--format", "json")
        if status == 0 and json.loads(out)["warnings"]:
            assert [f"warning: {one['message']}" for one in json.loads(out)["warnings"]] == err.splitlines()
            return
    pytest.fail("no board of the demo has a warning")


def test_a_name_that_does_not_decide_is_refused_with_the_names(run: Run) -> None:
    """A text in several boards' names, or in none, is refused; the error lists the boards it could mean."""
    status, out, err = run("report", "--board", "a")
    assert (status, out) == (5, "")
    assert "Alpha (1)" in err
    status, out, err = run("report", "--board", "Nobody's board")
    assert (status, out) == (5, "")
    assert "No board has" in err
    assert "Alpha (1)" in err


def test_a_site_without_boards_says_so(run: Run, tmp_path: Path) -> None:
    """Where there is no board, no name can be right: the error says what is missing."""
    site = json.loads((ROOT / "tests" / "data" / "devlake.site.json").read_text("utf-8"))
    path = tmp_path / "empty.site.json"
    path.write_text(json.dumps(site | {"boards": [], "sprints": [], "issues": []}), "utf-8")
    status, out, err = run("report", "--board", "Alpha", "--site", f"file:{path}")
    assert (status, out) == (5, "")
    assert "This site has no board with sprints" in err


def test_a_line_that_is_wrong_is_refused(run: Run) -> None:
    """Invalid options are refused with status 2."""
    assert run("report", "--board", "1", "--sprints", "0")[0] == 2
    assert run("report", "--board", "1", "--format", "pdf")[0] == 2
    assert run("report")[0] == 2
    assert run("report", "--board", "1", "--site", "ftp://x")[0] == 2


@pytest.mark.parametrize(
    ("option", "value"),
    [("--from", "2026-13-01"), ("--to", "yesterday"), ("--name", ""), ("--board", "")],
)
def test_a_refused_option_is_named_as_it_was_typed(run: Run, option: str, value: str) -> None:
    """A day that is none and an empty text are refused by the name of the option, before anything is read."""
    status, out, err = run("report", "--board", "Alpha", option, value)
    assert (status, out) == (2, "")
    assert f"Invalid value for '{option}'" in err


def test_days_in_the_wrong_order_are_refused(run: Run) -> None:
    """From a later day to an earlier one there is nothing; one and the same day is a range of a day."""
    status, out, err = run("report", "--board", "Alpha", "--from", "2026-06-01", "--to", "2026-01-01")
    assert (status, out) == (2, "")
    assert "--from is after that of --to" in err
    last = shown(run, "--board", "Alpha", "--sprints", "1")["sprints"][0]
    day = last["completeDate"][:10]
    assert shown(run, "--board", "Alpha", "--from", day, "--to", day)["sprints"] == [last]


@pytest.mark.parametrize("number", ["0", "9" * 16, "9" * 5000])
def test_a_number_that_is_no_id_is_a_name(run: Run, number: str) -> None:
    """A number that no board can have as its id is looked for in the names; a long one is refused as such."""
    status, out, err = run("report", "--board", number)
    assert (status, out) == ((5, "") if len(number) < 256 else (2, ""))
    assert ("No board has" in err) == (status == 5)


def test_statuses_tell_what_failed(run: Run, answering: Site) -> None:
    """3: no server. 4: refused credential. 6: rate limit. 5: no such board. The output stays empty."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        nowhere = f"http://127.0.0.1:{unused.getsockname()[1]}"
        found = [run("report", "--board", "Alpha", "--site", site)[:2] for site in
                 (nowhere, answering(401), answering(429))]  # fmt: skip
    found.append(run("report", "--board", "4711")[:2])
    assert found == [(3, ""), (4, ""), (6, ""), (5, "")]


def test_no_secret_is_printed(run: Run, answering: Site) -> None:
    """A refusal shows no credential."""
    token = "canary-token-7f3a9c"  # noqa: S105 - what must not be found anywhere
    _, out, err = run("report", "--board", "Alpha", "--site", answering(401), JIRA_BEARER_TOKEN=token)
    assert token not in out + err


def test_the_bare_platform_has_no_command_of_the_report() -> None:
    """`python -m app` runs any app and has no command of this one."""
    text = (ROOT / "app" / "__main__.py").read_text("utf-8")
    assert "velocity_chart" not in text
