"""Changes at the same instant are ordered by the chain from value to value, whatever their ids."""

from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from resolvers.jira.history.chains import chain

CIRCLE = [("b", "a"), ("a", "b")]


def test_the_chain_decides_and_not_the_id() -> None:
    """The later of two changes may have the smaller id."""
    assert chain([("doing", "done"), ("todo", "doing")], "done") == [1, 0]


def test_of_a_circle_the_next_value_is_the_end() -> None:
    """There and back again: what comes next says which of the two was last."""
    assert chain(CIRCLE, "a") == [1, 0]
    assert chain(CIRCLE, "b") == [0, 1]


def test_a_chain_that_ends_elsewhere_is_an_order_too() -> None:
    """Where the value has changed without an entry since, the changes still follow on one another."""
    assert chain([("b", "c"), ("a", "b")], "z") == [1, 0]


def test_without_a_chain_the_ids_decide() -> None:
    """Changes that do not follow on one another are in the order of their ids."""
    assert chain([("a", "b"), ("c", "d")], "b") == [0, 1]
    assert chain([("a", "b"), ("a", "b")], "b") == [0, 1]


def test_a_change_to_the_same_value_has_its_place() -> None:
    """A change that changes nothing is placed at its value."""
    assert chain([("b", "b"), ("a", "b")], "b") == [1, 0]


@given(st.lists(st.integers(), min_size=2, max_size=40, unique=True), st.randoms())
def test_a_shuffled_sequence_is_restored(values: list[int], random: Any) -> None:
    """The only chain of the changes at one instant is found, whatever their ids."""
    links = list(pairwise(values))
    shuffled = random.sample(links, len(links))
    assert [shuffled[place] for place in chain(shuffled, values[-1])] == links


@given(st.lists(st.integers(0, 3), min_size=2, max_size=30), st.randoms())
def test_a_walk_is_restored_to_a_walk(values: list[int], random: Any) -> None:
    """A sequence that comes by the same value again may have several chains: one of them is found, with its end."""
    links = list(pairwise(values))
    shuffled = random.sample(links, len(links))
    found = [shuffled[place] for place in chain(shuffled, values[-1])]
    assert sorted(found) == sorted(links)
    assert found[-1][1] == values[-1]
    assert all(one[1] == other[0] for one, other in pairwise(found))


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=30), st.integers(0, 5))
def test_every_change_has_one_place(links: list[tuple[int, int]], end: int) -> None:
    """Chain or none, every change is in the order once."""
    assert sorted(chain(links, end)) == list(range(len(links)))


def test_many_changes_of_one_instant_cost_no_search() -> None:
    """Ten thousand changes at the same instant are ordered in one pass."""
    count = 10_000
    links = [(number % 7, (number + 1) % 7) for number in range(count)]
    found = chain(links[::-1], count % 7)
    assert all(links[::-1][one][1] == links[::-1][other][0] for one, other in pairwise(found))
