"""The ledger holds the true figures of every sprint, and they agree with the histories."""

from collections import Counter
from typing import Any

import pytest

from tests.jira.demo.replay import Site, figures
from tests.support.company import Company
from tests.support.ledger.lines import Figures

BOARDS = (1, 2, 3, 4, 5, 6, 7, 10, 11, 12)


def balance(shown: Figures) -> tuple[float, float]:
    """Return both sides of the balance."""
    left = shown["committed"] + shown["added"] - shown["removed"] + shown["estimateChange"]
    return round(left, 9), round(shown["completed"] + shown["notCompleted"], 9)


@pytest.mark.parametrize("subtasks", [False, True])
@pytest.mark.parametrize("board", BOARDS)
def test_every_sprint_balances(company: Company, board: int, subtasks: bool) -> None:  # noqa: FBT001  a pytest parameter
    """Committed + added - removed + change of estimates is completed + not completed, per sprint and kind."""
    for kinds in company.ledger.sprints(board, subtasks=subtasks, foreign=True).values():
        for shown in kinds.values():
            left, right = balance(shown)
            assert left == right == round(shown["finalScope"], 9)


@pytest.mark.parametrize("board", BOARDS)
def test_histories_tell_the_same_as_the_ledger(company: Company, site: Site, board: int) -> None:
    """A literal replay of the histories, foreign sprints included, gives the ledger's figures."""
    for sprint, kinds in company.ledger.sprints(board, foreign=True).items():
        for kind, shown in kinds.items():
            assert_same(figures(site, board, sprint, count=kind == "issueCount"), shown)


@pytest.mark.parametrize("board", [1, 5])
def test_sub_tasks_agree_too_where_they_are_asked_for(company: Company, site: Site, board: int) -> None:
    """Sub-tasks, which have no Sprint entry of their own, count through their present sprints in both."""
    for sprint, kinds in company.ledger.sprints(board, subtasks=True).items():
        for kind, shown in kinds.items():
            assert_same(figures(site, board, sprint, count=kind == "issueCount", subtasks=True), shown)


def assert_same(replayed: dict[str, Any], shown: Figures) -> None:
    """Compare the replay's figures with the ledger's."""
    assert replayed == {name: value for name, value in shown.items() if name in replayed}


def test_sub_tasks_are_left_out_unless_asked_for(company: Company) -> None:
    """The default figures of a team with sub-tasks are smaller than those that include them."""
    without, including = (company.ledger.sprints(1, subtasks=flag) for flag in (False, True))
    assert without.keys() == including.keys()
    assert (
        sum(including[one]["points"]["completed"] > without[one]["points"]["completed"] for one in without)
        > len(without) // 2
    )


def test_only_closed_sprints_have_figures(company: Company, site: Site) -> None:
    """Every closed sprint of a board has figures, and no other sprint has."""
    for board in BOARDS:
        own = [one for one in site.sprints.values() if one["originBoardId"] == board]
        assert set(company.ledger.sprints(board)) == {one["id"] for one in own if one["state"] == "closed"}


def test_foreign_sprints_are_those_that_share_an_issue(company: Company, site: Site) -> None:
    """The ledger names exactly the other boards' closed sprints that hold an issue of the board now."""
    for board in BOARDS:
        held = {
            one["id"]
            for issue in site.of_board(board)
            for one in issue["fields"]["customfield_10020"] or []
            if one["boardId"] != board and one["state"] == "closed"
        }
        assert set(company.ledger.sprint_ids(board, foreign=True)) - set(company.ledger.sprint_ids(board)) == held


def test_kinds_follow_the_board(company: Company) -> None:
    """Each board has its own kind of estimate, and issue count in any case."""
    kinds = {board: tuple(next(iter(company.ledger.sprints(board).values()))) for board in (1, 3, 5, 7)}
    assert kinds == {
        1: ("points", "issueCount"),
        3: ("points", "issueCount"),
        5: ("time", "issueCount"),
        7: ("issueCount",),
    }


def test_every_outcome_comes_up_often(company: Company) -> None:
    """Every row of the table of outcomes occurs often, so that agreement with the ledger means something."""
    outcomes: Counter[str] = Counter()
    for board in BOARDS:
        for sprint in company.ledger.sprint_ids(board):
            outcomes.update(entry.outcome for entry in company.ledger.entries(board, sprint).values())
    assert outcomes.keys() == {
        "completed",
        "notCompleted",
        "removed",
        "completedElsewhere",
        "passedThrough",
        "removedWhileDone",
    }
    assert min(outcomes.values()) >= 10
    assert outcomes["removed"] >= 80


def test_figures_read_as_plain_numbers(company: Company) -> None:
    """Sums have no floating-point noise: tenths add up to tenths."""
    for kinds in company.ledger.sprints(11).values():
        committed = kinds["points"]["committed"]
        assert committed == round(committed, 2)


def test_the_steady_team_is_steady(company: Company) -> None:
    """The team that most people look at commits to about 34 points and completes about 31."""
    shown = [kinds["points"] for kinds in company.ledger.sprints(1).values()]
    assert 32 <= sum(one["committed"] for one in shown) / len(shown) <= 37
    assert 28 <= sum(one["completed"] for one in shown) / len(shown) <= 34
    assert min(one["completed"] for one in shown) > 10


def test_the_erratic_team_has_a_zero_sprint(company: Company) -> None:
    """One sprint of the erratic team has no figure at all, another has commitments and completes nothing."""
    shown = [kinds["points"] for kinds in company.ledger.sprints(2).values()]
    assert any(one["committed"] == 0 and one["completed"] == 0 for one in shown)
    assert any(one["committed"] > 0 and one["completed"] == 0 for one in shown)
