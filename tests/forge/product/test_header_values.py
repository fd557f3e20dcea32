"""Whatever bytes and digits an answer holds, reading it never crashes."""

from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.forge.errors import ProductRequestError
from app.forge.product.client import Product
from app.forge.product.header_values import LONGEST_HEADER, plain_text, whole_number
from app.forge.product.resilience.retry import asked_wait
from app.forge.product.route import route
from app.forge.product.transport import egress
from app.forge.product.transport.decompression import Unpacker
from app.forge.product.transport.egress import KEPT_HEADERS
from tests.forge.product.conftest import SCOPES, Bench, Make, upstream_of
from tests.support.clock import FakeClock
from tests.support.holds import holds

READ = sorted(KEPT_HEADERS - {"content-type"})
ODD = st.one_of(
    st.binary(max_size=60).map(lambda value: value.replace(b"\r", b"").replace(b"\n", b"")),
    st.integers(0, 10**30).map(lambda value: str(value).encode()),
    st.sampled_from(
        [b"9" * 4301, "\u00b2".encode(), b"\xb2", b"\xff", b"0" * 5000, b"9999-12-31T23:59:59-23:59", b"-1"]
    ),
)


@holds(egress, "{name: plain_text(value) for", "{name: value for")
@given(status=st.sampled_from([200, 400, 413, 429, 500, 503]), name=st.sampled_from(READ), value=ODD)
async def test_no_header_is_a_crash(status: int, name: str, value: bytes) -> None:
    """With any bytes in any header the answer is there, in plain text, with its wait in whole seconds."""

    def answer(_: httpx.Request) -> httpx.Response:
        return httpx.Response(status, headers=[(name.encode(), value)], json={})

    product = Product(upstream_of(httpx.MockTransport(answer)), clock=FakeClock(), random=lambda: 0.5)
    response = await product.request(route("/rest/api/3/field"), scopes=SCOPES, deadline=25)
    assert response.status == status
    assert all(text.isascii() and text.isprintable() for text in response.headers.values())
    assert 1 <= int(response.headers.get("retry-after", "1")) <= 3600


@given(st.one_of(st.text(max_size=40), st.integers(-(10**30), 10**30).map(str), st.text("0123456789", max_size=5000)))
def test_a_number_is_bounded_or_none(text: str) -> None:
    """Digits are a number up to the bound, whatever their count; anything else is no number."""
    found = whole_number(text, most=3600)
    digits = text.strip(" \t")
    if digits.isascii() and digits.isdigit():
        assert found == (3600 if len(digits.lstrip("0")) > 4 else min(3600, int(digits.lstrip("0") or "0")))
    else:
        assert found is None


@given(st.text())
def test_a_header_is_one_line_of_ascii(value: str) -> None:
    """It contains nothing unprintable, and its length is bounded."""
    text = plain_text(value)
    assert text.isascii()
    assert text.isprintable()
    assert len(text) <= LONGEST_HEADER


@pytest.mark.parametrize("value", ["\u00b2", "9" * 4301, "0x10", "-5", ""])
def test_an_odd_length_is_no_crash(value: str) -> None:
    """An unreadable declared size is ignored, and one of thousands of digits is too large."""
    headers: Any = {"content-length": value}
    if value.startswith("99"):
        with pytest.raises(ProductRequestError):
            Unpacker(headers)
    else:
        assert Unpacker(headers)


@pytest.mark.parametrize("value", ["0001-01-01T00:00+23:59", "9999-12-31T23:59-23:59", "\u0662\u0660", "1" * 400])
def test_an_odd_instant_is_no_crash(value: str) -> None:
    """An instant at the edge of time is read or ignored."""
    asked = asked_wait(429, {"x-ratelimit-reset": value, "date": value}, 0.0)
    assert asked is None or 0 <= asked <= 3600


@holds(egress, "if response.status_code == HTTPStatus.PARTIAL_CONTENT:", "if False:")
async def test_a_part_is_not_a_whole_answer(make: Make) -> None:
    """206 is refused: half a list would give a smaller sum."""
    bench: Bench = make([206])
    with pytest.raises(ProductRequestError) as caught:
        await bench.ask()
    assert caught.value.type == "answer-damaged"
