"""`velocity-chart report --format svg|png` draws the gadget's own picture without a browser."""

import struct
import sys
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest

from app.__main__ import main
from app.pictures import engine
from app.pictures.errors import EXTRA
from app.pictures.rasterize import SCALE
from tests.commands.conftest import Run
from tests.commands.test_report import shown
from tests.support.holds import holds
from velocity_chart.commands import COMMANDS, drawing

UNREACHABLE = {"JIRA_SITE": "http://127.0.0.1:9", "JIRA_BEARER_TOKEN": "token"}
SVG = "{http://www.w3.org/2000/svg}"


def picture(run: Run, *arguments: str) -> ET.Element:
    status, out, err = run("report", "--board", "Alpha", "--format", "svg", *arguments)
    assert (status, err) == (0, "")
    return ET.fromstring(out)  # noqa: S314 - our own file


def test_an_svg_shows_the_figures_of_the_report(run: Run) -> None:
    """Every requested sprint has its two figures and its completed bar, under the title and the average."""
    found = shown(run, "--board", "Alpha", "--sprints", "12")
    drawn = picture(run, "--sprints", "12")
    assert drawn.findtext(f"{SVG}title") == "Alpha: velocity, last 12 sprints"
    texts = "\n".join("".join(text.itertext()) for text in drawn.iter(f"{SVG}text"))
    for sprint in found["sprints"]:
        assert {str(sprint["committed"]), str(sprint["completed"])} <= set(texts.splitlines())
    assert len(drawn.findall(f".//{SVG}rect[@fill='rgb(21, 88, 188)'][@fill-opacity='1']")) == 12 + 1
    assert f"{found['statistics']['completed']['mean']:.1f}".removesuffix(".0") in texts


def test_a_time_zone_that_does_not_exist_is_refused(run: Run) -> None:
    """A misspelt one does not become UTC without a word."""
    status, _, refusal = run("report", "--board", "Alpha", "--format", "svg", "--timezone", "Europe/Berln")
    assert (status, "Name one such as Europe/Berlin." in refusal) == (2, True)


def test_a_picture_has_the_readers_theme_language_and_zone(run: Run) -> None:
    """The options set the picture's theme, language and time zone."""
    drawn = picture(run, "--theme", "dark", "--locale", "de-DE", "--timezone", "Asia/Tokyo", "--name", "Sprint 9")
    assert drawn.findtext(f"{SVG}title", "").startswith("Alpha: Velocity")
    elsewhere = picture(run, "--locale", "de-DE", "--timezone", "America/New_York", "--name", "Sprint 9")
    stamps = ["".join(list(one.iter(f"{SVG}text"))[-1].itertext()) for one in (drawn, elsewhere)]
    assert all(stamp.startswith("Stand: ") for stamp in stamps)
    assert stamps[0] != stamps[1]
    background = drawn.find(f"{SVG}rect")
    assert background is not None
    assert background.get("fill") == "rgb(31, 31, 33)"


def test_a_png_is_the_picture_at_twice_its_size(capfdbinary: Any, tmp_path: Path) -> None:
    """The PNG goes to standard output, with twice the SVG's width and height."""
    written = []
    for form in ("svg", "png"):
        environment = {"XDG_DATA_HOME": str(tmp_path)}
        assert main(["report", "--board", "Alpha", "--format", form], environment, further=COMMANDS) == 0
        written.append(capfdbinary.readouterr().out)
    drawn = ET.fromstring(written[0])  # noqa: S314 - our own file
    size = tuple(SCALE * int(drawn.get(name, 0)) for name in ("width", "height"))
    assert struct.unpack(">II", written[1][16:24]) == size


@pytest.mark.parametrize(("form", "package"), [("svg", "py_mini_racer"), ("png", "py_mini_racer"), ("png", "resvg_py")])
def test_without_the_extra_the_command_says_what_to_install(
    run: Run, monkeypatch: pytest.MonkeyPatch, form: str, package: str
) -> None:
    """It reads nothing from Jira and ends with the status of invalid options."""
    monkeypatch.setitem(sys.modules, package, None)
    status, out, err = run("report", "--board", "Alpha", "--format", form, **UNREACHABLE)
    assert (status, out) == (2, "")
    assert EXTRA in err


@holds("packaging/velocity_chart/commands/report.py", "if form in PICTURES:  # whatever", "if True:  # whatever")
def test_a_table_needs_nothing_more(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only pictures need the extra."""
    for package in ("py_mini_racer", "resvg_py"):
        monkeypatch.setitem(sys.modules, package, None)
    assert run("report", "--board", "Alpha")[0] == 0


@holds(drawing, "if sys.stdout.isatty():", "if False:")
def test_no_png_goes_to_a_terminal(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal cannot show it: the command says how to write it into a file."""
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    status, out, err = run("report", "--board", "Alpha", "--format", "png")
    assert (status, out) == (2, "")
    assert "> chart.png" in err


def test_a_fault_of_the_scripts_is_said(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """When drawing exceeds its time limit, the command says so, with the status of a failure."""
    monkeypatch.setattr(engine, "SECONDS", 0.0001)
    status, out, err = run("report", "--board", "Alpha", "--format", "svg")
    assert (status, out) == (1, "")
    assert "cannot be drawn" in err
