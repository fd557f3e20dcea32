"""`velocity-chart record` writes a site that computes the same figures and does not reveal whose it was."""

import json
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from app.jira.demo.generator import generate
from app.jira.recording import anonymizer
from app.jira.recording.anonymizer import Names
from app.jira.recording.tee import Answered
from app.jira.recording.writer import Writer
from app.jira.site.answers import PEOPLE_CANARY
from tests.commands.conftest import Run
from tests.support.holds import holds
from velocity_chart.commands import record

ROOT = Path(__file__).parents[2]
WEEK = 7 * 24 * 60 * 60


def company() -> Any:
    today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return generate(until=today)


def texts(value: Any) -> Iterator[str]:
    """Yield every text in a value."""
    if isinstance(value, str):
        yield value
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from texts(part)


def recorded(run: Run, *arguments: str) -> Any:
    status, out, err = run("record", *arguments)
    assert (status, err) == (0, "")
    return json.loads(out)


def report(run: Run, *arguments: str) -> Any:
    return json.loads(run("report", *arguments, "--format", "json")[1])


@pytest.mark.parametrize(
    ("site", "board"),
    [
        *[("demo", str(board)) for board in (1, 3, 4, 5, 7, 11, 12)],
        *[("file:tests/data/raincatch-boards.site.json", board) for board in ("3504", "3894")],
        ("file:tests/data/devlake.site.json", "8"),
    ],
)
def test_a_recording_computes_the_same(run: Run, tmp_path: Path, site: str, board: str) -> None:
    """Served as a recorded site, it has the figures, notes and statistics of its original."""
    site = site.replace("file:", f"file:{ROOT}/")
    path = tmp_path / "site.json"
    data = recorded(run, "--board", board, "--sprints", "12", "--site", site)
    path.write_text(json.dumps(data), "utf-8")
    again = report(run, "--board", str(data["boards"][0]["id"]), "--sprints", "12", "--site", f"file:{path}")
    shown = report(run, "--board", board, "--sprints", "12", "--site", site)
    assert record.comparable(again) == record.comparable(shown)


@holds(Names, "if self.keep:", "if True:")
@pytest.mark.parametrize("board", [1, 4, 11])
def test_nothing_that_identifies_is_in_it(run: Run, board: int) -> None:
    """It has no key, title, filter or person, and no name of a board, project, sprint or status of the original."""
    data, site = recorded(run, "--board", str(board)), company()
    assert PEOPLE_CANARY not in json.dumps(data)
    told = {one["name"] for kind in ("boards", "sprints", "statuses") for one in site[kind]}
    told |= {one["key"] for one in site["issues"]} | {one["fields"]["summary"] for one in site["issues"]}
    told |= {one["filter"]["jql"] for one in site["boards"] if one.get("filter")}
    told |= {word for one in site["boards"] for word in map(str, (one.get("location") or {}).values())}
    told = {text for text in told if not re.fullmatch(r"Sprint \d+", text)}  # also a name that recordings use
    found = set(texts(data))
    assert found & told == set()
    assert not [text for text in found if any(len(one) > 3 and one in text for one in told)]
    members = {name for issue in data["issues"] for name in issue["fields"] if not name.startswith("customfield_")}
    assert members <= {"created", "updated", "status", "issuetype", "timeoriginalestimate"}


@holds(anonymizer, "- timedelta(weeks=weeks)", "")
def test_all_dates_are_the_same_number_of_weeks_earlier(run: Run) -> None:
    """All dates move back by the same whole weeks, one to five years, so that intervals and weekdays stay."""
    data, shown = recorded(run, "--board", "1"), report(run, "--board", "1")
    closed = [sprint for sprint in data["sprints"] if sprint["state"] == "closed"]
    moved = {
        (datetime.fromisoformat(was[name]) - datetime.fromisoformat(now[name])).total_seconds()
        for was, now in zip(shown["sprints"], closed[-len(shown["sprints"]) :], strict=True)
        for name in ("startDate", "completeDate")
    }
    (seconds,) = moved
    assert seconds % WEEK == 0
    assert 52 <= seconds / WEEK < 260


@holds(Writer, 'answer.get("startAt") or 0', "0")
def test_the_sprint_list_keeps_its_order(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages of the list that are answered in reverse are recorded in the order of the list."""
    made = Writer.__init__

    def backwards(self: Writer, answered: Iterable[Answered], *arguments: Any, **named: Any) -> None:
        made(self, list(answered)[::-1], *arguments, **named)

    monkeypatch.setattr(Writer, "__init__", backwards)
    opened = [sprint["startDate"] for sprint in recorded(run, "--board", "1")["sprints"]]
    assert len(opened) > 50
    assert opened == sorted(opened)


def test_names_are_kept_on_demand(run: Run) -> None:
    """With `--keep-names` it has the original's keys and names, and still no person."""
    data = recorded(run, "--board", "1", "--keep-names")
    assert data["boards"][0]["name"] == "Alpha"
    assert all(issue["key"].startswith("ALPHA-") for issue in data["issues"])
    assert PEOPLE_CANARY not in json.dumps(data)


@holds(record, "if comparable(again) != comparable(shown):", "if False:")
def test_a_recording_that_computes_something_else_is_not_written(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """If its figures differ from the site's, the command says so, with status 1 and no output."""
    issue = Writer._issue

    def forgetful(self: Writer, number: str, one: Any) -> Any:
        written = issue(self, number, one)
        return written | {"fields": written["fields"] | dict.fromkeys(self._numbers)}

    monkeypatch.setattr(Writer, "_issue", forgetful)
    status, out, err = run("record", "--board", "1")
    assert (status, out) == (1, "")
    assert "differ from the site's" in err


def test_answers_of_an_unknown_form_are_not_written(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Any failure while writing ends in a sentence without a value of the site."""
    monkeypatch.setattr(Writer, "_item", lambda *_: (_ for _ in ()).throw(KeyError("ALPHA-1")))
    status, out, err = run("record", "--board", "1")
    assert (status, out) == (1, "")
    assert "Nothing was written" in err
    assert "ALPHA" not in err


def test_a_board_that_is_not_there_has_its_status(run: Run) -> None:
    """A failure has the same status as in `report`."""
    assert run("record", "--board", "4711")[0] == 5
