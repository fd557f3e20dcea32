"""What replaces names, ids and dates in a recording: equal stays equal, order stays order."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.jira.recording.anonymizer import Names, Numbers, amount, earlier, keys

NAME = st.text("ab ", min_size=1).map(str.strip).filter(bool)
KEYS = st.lists(st.builds("{}-{}".format, st.sampled_from(["ACME", "B", "AB_2"]), st.integers(1, 999)), min_size=1)


@given(st.lists(st.lists(NAME, min_size=1, max_size=3).map(", ".join), min_size=2))
def test_names_differ_exactly_where_they_did(texts: list[str]) -> None:
    """Two lists of names are equal afterwards if and only if they were before; every name is replaced."""
    names = Names("Sprint")
    new = [names.of(text) for text in texts]
    for at, text in enumerate(texts):
        assert [one == new[at] for one in new] == [one == text for one in texts]
        assert len(new[at].split(", ")) == len(text.split(", "))
        assert all(part.startswith("Sprint ") for part in new[at].split(", "))


@given(st.sets(st.integers(1, 10**17), min_size=1))
def test_numbers_keep_their_order(ids: set[int]) -> None:
    """Ids become 1, 2 ... in their original order, in the lists of histories too."""
    numbers = Numbers(ids)
    assert [numbers.of(one) for one in sorted(ids)] == list(range(1, len(ids) + 1))
    listed = ", ".join(map(str, sorted(ids)))
    assert numbers.in_text(listed) == ", ".join(map(str, range(1, len(ids) + 1)))


@given(KEYS)
def test_keys_keep_projects_apart_and_order(found: list[str]) -> None:
    """Each key has one new key; issues of one project stay in one project, in the same order."""
    new = keys(found, keep=False)
    assert len(set(new.values())) == len(set(found))
    for one in found:
        for other in found:
            project, number = one.split("-")
            if other.split("-")[0] == project:
                assert new[other].split("-")[0] == new[one].split("-")[0]
                assert (int(other.split("-")[1]) < int(number)) == (
                    int(new[other].split("-")[1]) < int(new[one].split("-")[1])
                )
    assert keys(found, keep=True) == {one: one for one in found}


@given(st.datetimes(datetime(1995, 1, 1), datetime(2100, 1, 1)), st.integers(52, 259))  # noqa: DTZ001 - offsets below
def test_dates_move_by_whole_weeks(moment: datetime, weeks: int) -> None:
    """An instant in any form becomes the same number of weeks earlier, to the millisecond."""
    week = 7 * 24 * 60 * 60
    text = moment.isoformat(timespec="milliseconds")
    for offset in ("Z", "+0200", "-03:00"):
        moved = datetime.fromisoformat(text + offset) - datetime.fromisoformat(earlier(text + offset, weeks))
        assert moved == timedelta(weeks=weeks)
    assert earlier(1_790_000_000_123, weeks) == 1_790_000_000_123 - weeks * week * 1000
    assert earlier("1790000000", weeks) == (1_790_000_000 - weeks * week) * 1000


def test_what_is_no_date_or_amount_does_not_pass() -> None:
    """A text in the place of a date is dropped, and one in the place of an estimate becomes a question mark."""
    assert [earlier(value, 1) for value in (None, "", "soon", True, "0001-01-01T00:00:00Z")] == [None] * 5
    kept = (None, 3, 0.5, "8", "1,5", "")
    assert tuple(map(amount, kept)) == kept
    assert [amount(value) for value in ("Jane", True, "8 Jane")] == ["?"] * 3
