"""Our `route` beside that of `@forge/api`: the same addresses, the same refusals."""

from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.forge import Route, assume_trusted_route, route, route_from_absolute
from tests.parity.side import Failed, Side

REFUSED = Failed(
    "Disallowing path manipulation attempt. For more information see: https://go.atlassian.com/product-fetch-api-route"
)
SLIPPING = ("%2E%2E", "%2e%2E")
"""Two spellings of `..` that the package accepts and this platform refuses."""

Theirs = Any


def here(texts: list[str], values: list[object]) -> object:
    """Return the route that ours builds from the pieces."""
    template = "{}".join(text.replace("{", "{{").replace("}", "}}") for text in texts)
    try:
        return route(template, *values).value
    except ValueError as error:
        return Failed(str(error))


def absolute(url: str) -> object:
    """Return our route of an absolute address."""
    try:
        return route_from_absolute(url).value
    except ValueError as error:
        return Failed(str(error), "ERR_INVALID_URL")


def both(side: Side, texts: list[str], values: list[tuple[Theirs, object]]) -> tuple[object, object]:
    """Return the routes that theirs and ours build from the pieces."""
    theirs = side.ask("route", texts=texts, values=[value for value, _ in values])
    return theirs, here(texts, [value for _, value in values])


def same(value: object) -> tuple[Theirs, object]:
    """Return a value that both sides take alike."""
    return value, value


pieces = st.text(st.sampled_from("ab/\\.?#%2eEf&=+ ü~*'{}\n\ud800"), max_size=8)
spelled = st.lists(st.sampled_from([".", "%2e", "%2E", "/", "a", "%2F", "?", "%"]), max_size=5).map("".join)
texts = pieces | spelled
scalars = (
    texts
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.booleans()
    | st.none()
    | st.integers(-(10**6), 10**6)
    .map(lambda thousandths: thousandths / 1000)
    .filter(lambda x: x == 0 or abs(x) > 0.001)
)
members = st.dictionaries(pieces, pieces, max_size=3)
values = st.one_of(
    scalars.map(same),
    st.lists(scalars, max_size=3).map(same),
    texts.map(lambda text: ({"$": "route", "of": text}, Route(text))),
    members.map(lambda query: ({"$": "query", "of": query}, query)),
)


@st.composite
def routes(draw: st.DrawFn) -> tuple[list[str], list[tuple[Theirs, object]]]:
    """Draw the texts of a template and the values between them."""
    drawn = draw(st.lists(values, max_size=3))
    return [draw(pieces) for _ in range(len(drawn) + 1)], drawn


@settings(deadline=None)
@given(drawn=routes())
@example(drawn=(["/a/", "/b?c=", "&d=", ""], [same("x y"), same("x y"), same("/")]))
@example(drawn=(["/a/", ""], [same("%2E%2E")]))
@example(drawn=(["/a/", ""], [same(["%2e", "%2E"])]))
@example(drawn=(["/a?", ""], [({"$": "query", "of": {"a": "\ud800 ~*"}}, {"a": "\ud800 ~*"})]))
def test_the_same_addresses_are_built_and_refused(
    side: Side, drawn: tuple[list[str], list[tuple[Theirs, object]]]
) -> None:
    """Both build the same text from any pieces or refuse in the same words, except for two spellings."""
    theirs, ours = both(side, *drawn)
    if ours != theirs:
        assert ours == REFUSED
        assert any(spelling in str(theirs) for spelling in SLIPPING)


@pytest.mark.parametrize("spelling", SLIPPING)
def test_two_spellings_are_refused_on_purpose(side: Side, spelling: str) -> None:
    """The package lets two spellings of `..` into a path; a server may decode them, so we refuse them."""
    theirs, ours = both(side, ["/board/", "/sprint"], [same(spelling)])
    assert theirs == f"/board/{spelling}/sprint"
    assert ours == REFUSED


@pytest.mark.parametrize("spelling", SLIPPING)
def test_the_two_spellings_pass_in_a_query(side: Side, spelling: str) -> None:
    """In a query they are encoded and lead nowhere."""
    theirs, ours = both(side, ["/s?q=", ""], [same(spelling)])
    assert theirs == ours == f"/s?q=%252{spelling[2]}%252{spelling[5]}"


@pytest.mark.parametrize("spelling", [one + two for one in (".", "%2e", "%2E") for two in (".", "%2e", "%2E")])
def test_the_other_spellings_are_refused_by_both(side: Side, spelling: str) -> None:
    """The package keeps seven of nine spellings of `..` out of a path, we keep out all nine."""
    theirs, ours = both(side, ["/board/", ""], [same(spelling)])
    assert ours == REFUSED
    assert (theirs == REFUSED) is (spelling not in SLIPPING)


def test_a_text_that_is_no_unicode_is_refused_by_both(side: Side) -> None:
    """Both refuse a lone surrogate in a query and pass it unencoded in a path."""
    assert both(side, ["/s?q=", ""], [same("\ud800")]) == (Failed("URI malformed"), Failed("URI malformed"))
    assert both(side, ["/s/", ""], [same("\ud800")]) == ("/s/\ud800", "/s/\ud800")


@settings(deadline=None)
@given(text=texts)
def test_a_trusted_route_is_any_text(side: Side, text: str) -> None:
    """`assumeTrustedRoute` wraps any text unchanged."""
    assert assume_trusted_route(text).value == side.ask("assumeTrustedRoute", text=text) == text


@pytest.mark.parametrize(
    "url",
    [
        "https://tiny.atlassian.net/rest/api/3/field",
        "https://tiny.atlassian.net/rest/agile/1.0/board?startAt=50&name=a%20b#part",
        "https://tiny.atlassian.net",
        "https://tiny.atlassian.net?x=1",
        "https://tiny.atlassian.net/?",
        "/rest/api/3/field",
        "rest",
        "",
    ],
)
def test_the_route_of_an_absolute_address(side: Side, url: str) -> None:
    """It is the path and query of the address; a relative address is refused."""
    assert absolute(url) == side.ask("routeFromAbsolute", text=url)


def test_an_absolute_address_is_taken_as_it_is_written(side: Side) -> None:
    """The package normalizes an address as browsers do; ours stays as written, so that the guard sees it."""
    url = "https://tiny.atlassian.net/rest/../x?a=1 2"
    assert side.ask("routeFromAbsolute", text=url) == "/x?a=1%202"
    assert absolute(url) == "/rest/../x?a=1 2"


def test_a_route_cannot_be_changed(side: Side) -> None:
    """Both refuse a change in the same words."""
    with pytest.raises(AttributeError) as caught:
        route("/a").value = "/b"
    assert Failed(str(caught.value)) == side.ask("changedRoute")
