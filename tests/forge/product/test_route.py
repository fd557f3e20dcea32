import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.forge.product import route as product_route
from app.forge.product.route import Route, assume_trusted_route, route, route_from_absolute
from tests.support.holds import holds

NINE = [first + second for first in (".", "%2e", "%2E") for second in (".", "%2e", "%2E")]


@pytest.mark.parametrize(
    ("template", "value", "built"),
    [
        ("/board/{}", 5, "/board/5"),
        ("/board/{}/sprint", "a b", "/board/a b/sprint"),
        ("/board/{}", "%2F", "/board/%2F"),
        ("/board/{}", "ü\n", "/board/ü\n"),
        ("/board/{}", "", "/board/"),
        ("/board/{}", None, "/board/null"),
        ("/board/{}", True, "/board/true"),
        ("/board/{}", 2.0, "/board/2"),
        ("/board/{}", Route("a/../b?c#d"), "/board/a/../b?c#d"),
        ("/a/../b/{}", 1, "/a/../b/1"),
        ("https://elsewhere/{}", 1, "https://elsewhere/1"),
        ("/s?a={}", "a=1&b=2", "/s?a=a%3D1%26b%3D2"),
        ("/s?a={}", "!'()*~-_.", "/s?a=!'()*~-_."),
        ("/s?a={}", "ü /", "/s?a=%C3%BC%20%2F"),
        ("/s?a={}", [1, 2], "/s?a=1%2C2"),
        ("/s?a={}", None, "/s?a=null"),
        ("/s?a={}", "../..", "/s?a=..%2F.."),
        ("/s?a={}", Route("/x?y"), "/s?a=%2Fx%3Fy"),
        ("/s?{}", {"a b": "c*~", "d": 1}, "/s?a+b=c*%7E&d=1"),
        ("/s?{}", {"a": "\ud800"}, "/s?a=%EF%BF%BD"),
        ("/s#{}", "a/b", "/s#a%2Fb"),
        ("/s?a=b/{}", "c/d", "/s?a=b/c%2Fd"),
        ("/{{x}}/{}", 1, "/{x}/1"),
    ],
)
def test_values_enter_as_in_the_original(template: str, value: object, built: str) -> None:
    """A value enters the path raw, and the query as encodeURIComponent or URLSearchParams write it."""
    assert route(template, value).value == built


@holds(product_route, 'if DOTS.search(text) or any(char in text for char in "?#/\\\\"):', "if False:")
@pytest.mark.parametrize("value", [*NINE, "a/b", "a\\b", "?a=1", "a#b", "x..y", ["..", 1]])
def test_a_value_cannot_leave_its_place_in_the_path(value: object) -> None:
    """Two dots in all nine spellings, slashes, and what ends a path are refused; the original misses two spellings."""
    with pytest.raises(ValueError, match="Disallowing path manipulation attempt"):
        route("/board/{}/sprint", value)


def test_the_text_before_a_value_decides_whether_it_is_in_the_query() -> None:
    """A question mark makes every later value part of the query."""
    assert route("/{}/s?a={}&b={c}", "x y", "x y", c="/").value == "/x y/s?a=x%20y&b=%2F"


def test_a_text_that_is_no_unicode_cannot_be_encoded() -> None:
    """A lone surrogate in the query is an error, as it is for encodeURIComponent."""
    with pytest.raises(ValueError, match="URI malformed"):
        route("/s?a={}", "\ud800")


@pytest.mark.parametrize(
    ("template", "values", "named"),
    [
        ("/{}", (), {}),
        ("/{}", (1, 2), {}),
        ("/{a}", (), {}),
        ("/{a}", (), {"b": 1}),
        ("/x", (), {"b": 1}),
        ("/{0}", (1,), {}),
        ("/{a.b}", (), {"a": 1}),
        ("/{!r}", (1,), {}),
        ("/{:d}", (1,), {}),
    ],
)
def test_values_and_placeholders_have_to_match(
    template: str, values: tuple[object, ...], named: dict[str, object]
) -> None:
    """A surplus or missing value, or a placeholder of another form, is the app author's mistake."""
    with pytest.raises(TypeError):
        route(template, *values, **named)


def test_a_route_cannot_be_changed() -> None:
    """A checked route is immutable, and its representation hides the query."""
    made = route("/s?a={}", "secret")
    with pytest.raises(AttributeError, match="modification of a Route is not allowed"):
        made.value = "/other"
    with pytest.raises(AttributeError, match="modification of a Route is not allowed"):
        del made.value
    assert "secret" not in repr(made)


def test_trusted_routes_are_unchecked() -> None:
    """A text declared as trusted stays as it is."""
    assert assume_trusted_route("/rest/../x?y=1 2").value == "/rest/../x?y=1 2"


def test_a_route_of_an_absolute_address_is_its_path_and_query() -> None:
    """Host and fragment are dropped; a relative address has none and is refused."""
    assert route_from_absolute("https://a.example/b/c?d=e#f").value == "/b/c?d=e"
    assert route_from_absolute("https://a.example").value == "/"
    with pytest.raises(ValueError, match="Invalid URL"):
        route_from_absolute("/b/c")


@given(st.text(), st.text())
def test_a_value_never_changes_the_form_of_a_route(first: str, second: str) -> None:
    """Whatever a value holds, path segments and query parameters stay the same in number, or it is refused."""
    try:
        built = route("/rest/board/{}/sprint?state={}&b=1", first, second).value
    except ValueError:
        return
    path, mark, query = built.partition("?")
    assert path.split("/")[1:3] == ["rest", "board"]
    assert len(path.split("/")) == 5
    assert mark == "?"
    assert [pair.partition("=")[0] for pair in query.split("&")] == ["state", "b"]
    assert not set(query) & set("?#/\\ \n")
