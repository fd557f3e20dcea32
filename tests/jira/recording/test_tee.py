"""The transport that keeps a copy of what passes."""

import gzip
import json
from collections.abc import AsyncIterator

import httpx

from app.jira.recording import tee
from app.jira.recording.tee import Tee


class Parts(httpx.AsyncByteStream):
    def __init__(self, body: bytes) -> None:
        self.body = body

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for at in range(0, len(self.body), 7):
            yield self.body[at : at + 7]


def site(body: bytes, **headers: str) -> Tee:
    return Tee(httpx.MockTransport(lambda _: httpx.Response(200, headers=headers, stream=Parts(body))))


async def test_an_answer_passes_and_is_kept() -> None:
    """The caller reads the answer unchanged; the copy is decoded, and its path begins at `/rest`."""
    packed = gzip.compress(json.dumps({"a": 1}).encode())
    copying = site(packed, **{"content-encoding": "gzip"})
    async with httpx.AsyncClient(transport=copying) as client:
        answer = await client.post("https://x.test/ex/jira/1/rest/api/3/search/jql", json={"jql": "q"})
    assert answer.json() == {"a": 1}
    (kept,) = copying.answered
    assert (kept.path, kept.sent, kept.status, kept.answer) == ("/rest/api/3/search/jql", {"jql": "q"}, 200, {"a": 1})


async def test_a_part_of_an_answer_is_not_kept() -> None:
    """An answer whose reader stops early is not copied."""
    copying = site(b"[" + b"1," * 100 + b"1]")
    async with httpx.AsyncClient(transport=copying) as client, client.stream("GET", "https://x.test/rest/a") as answer:
        async for _ in answer.aiter_raw():
            break
    assert copying.answered == []


async def test_what_cannot_be_read_is_kept_as_nothing() -> None:
    """The copy of a damaged answer, or of one that expands beyond the limit, has no content."""
    bomb = gzip.compress(b" " * (tee.MOST_BYTES + 1) + b"1")
    packed = {"content-encoding": "gzip"}
    for body, headers in ((b"<html>", {}), (b"\x1f", packed), (bomb, packed)):
        copying = site(body, **headers)
        response = await copying.handle_async_request(httpx.Request("GET", "https://x.test/rest/a"))
        assert isinstance(response.stream, httpx.AsyncByteStream)
        async for _ in response.stream:
            pass
        assert [one.answer for one in copying.answered] == [None]
