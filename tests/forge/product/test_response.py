import pytest

from app.forge.errors import ProductRequestError
from app.forge.product.response import Response


def response(body: bytes, kind: str | None = "application/json", status: int = 200) -> Response:
    """Return an answer with this body."""
    return Response(status, {} if kind is None else {"Content-Type": kind}, body)


async def test_an_answer_is_what_fetch_gives() -> None:
    """Status, its text, headers in any case, and the body as text, bytes and JSON."""
    answer = response('{"a": "ü"}'.encode())
    assert (answer.status, answer.status_text, answer.ok) == (200, "OK", True)
    assert answer.headers["CONTENT-TYPE"] == answer.headers["content-type"] == "application/json"
    assert await answer.text() == '{"a": "ü"}'
    assert await answer.bytes() == '{"a": "ü"}'.encode()
    assert await answer.json() == {"a": "ü"}


@pytest.mark.parametrize(("status", "ok"), [(199, False), (200, True), (204, True), (299, True), (400, False)])
def test_which_answers_are_ok(status: int, ok: bool) -> None:  # noqa: FBT001 - a column of the table
    """Every status of 200 to 299 is."""
    assert response(b"", status=status).ok is ok


def test_a_status_without_a_name_has_no_words() -> None:
    """An unknown status has an empty text."""
    assert (response(b"", status=299).status_text, response(b"", status=429).status_text) == ("", "Too Many Requests")


async def test_json_is_decoded_once() -> None:
    """A second call returns the same object."""
    answer = response(b"[]")
    assert await answer.json() is await answer.json()


async def test_null_is_decoded_once_too() -> None:
    """A body of null is None, and not an undecoded body."""
    answer = response(b"null")
    assert await answer.json() is None
    answer._body = b"1"
    assert await answer.json() is None


@pytest.mark.parametrize(
    "kind", ["application/json", "application/json;charset=UTF-8", "Application/JSON ; x=y", "application/problem+json"]
)
async def test_types_that_are_json(kind: str) -> None:
    """JSON comes with parameters and as a suffix too."""
    assert await response(b"{}", kind).json() == {}


@pytest.mark.parametrize("kind", [None, "", "text/html", "text/plain", "application/jsonp", "application/x", "x/json"])
async def test_a_page_is_not_json(kind: str | None) -> None:
    """A log-in page with status 200 is reported by its content type, whatever its body looks like."""
    with pytest.raises(ProductRequestError) as caught:
        await response(b"{}", kind).json()
    assert (caught.value.type, caught.value.status) == ("not-json", 502)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"{]",
        b"[1,]",
        b'{"a":NaN}',
        b"\xff",
        b'"\\ud800"',
        "{}".encode("utf-16"),
        b"\xef\xbb\xbf{}",
        b"[" * 1025 + b"]" * 1025,
        b'{"a":' * 100_000,
    ],
)
async def test_damaged_json_is_told_of(body: bytes) -> None:
    """Body text that is not strict JSON, or nests too deep, is an error that repeats none of it."""
    with pytest.raises(ProductRequestError) as caught:
        await response(body).json()
    assert caught.value.type == "invalid-json"
