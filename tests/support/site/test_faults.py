"""Faults: which requests they hit, and what comes out."""

from datetime import UTC, datetime
from typing import Any

import pytest

from app.forge.product.transport.decompression import MOST_UNPACKED
from tests.jira.site.asking import LOGS, SEARCH, Asker
from tests.spec.world import DONE, SPRINT, IssueHistory, day, site, sprint
from tests.support.site import drifts
from tests.support.site.faults import Fault, Faults, Reply, Wire, page, refused

STATUS, FIELD = "/rest/api/3/status", "/rest/api/3/field"


def data() -> dict[str, Any]:
    """Return a site whose three issues have four histories each."""
    histories = [IssueHistory(f"A-{number}", sprints=(SPRINT,)) for number in (1, 2, 3)]
    for at, history in enumerate(histories):
        for step in range(3):
            history.estimated(day(step, minutes=at), step)
        history.to(day(4, minutes=at), DONE)
    return site(histories, [sprint(SPRINT)])


async def logs(asker: Asker, **body: Any) -> Any:
    """Return a page of all histories."""
    return (await asker.post(LOGS, issueIdsOrKeys=["A-1", "A-2", "A-3"], **body)).json()


def test_which_requests_are_hit() -> None:
    """A rule counts the requests with its path and method: the first are spared, the next hit, the rest not."""
    rule = Fault(path=r"board/\d+/sprint", method="GET", after=1, times=2)
    faults = Faults(rule, Fault(latency=1))
    hit = [
        rule in faults.on(method, path)
        for method, path in [("GET", "/board/1/sprint"), ("POST", "/board/1/sprint")] * 4
    ]
    assert hit == [False, False, True, False, True, False, False, False]
    assert not Faults(rule).on("GET", "/board/x/sprint")


async def test_a_status_with_headers() -> None:
    """A reply replaces the site's own, only once if so limited, and has its headers."""
    asker = Asker(
        data(), Fault(path="status", times=1, reply=refused(429, retry_after="5", ratelimit_reason="jira-burst-based"))
    )
    first = await asker.get(STATUS)
    assert (first.status_code, first.headers["retry-after"], first.headers["ratelimit-reason"]) == (
        429,
        "5",
        "jira-burst-based",
    )
    assert first.json()["errors"] == {}
    assert [(await asker.get(path)).status_code for path in (STATUS, FIELD)] == [200, 200]
    assert [one.status for one in asker.site.requests] == [429, 200, 200]


async def test_a_page_for_people() -> None:
    """A log-in page comes with 200 and as HTML."""
    answer = await Asker(data(), Fault(reply=page())).get(STATUS)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")


async def test_any_bytes() -> None:
    """A reply is sent byte for byte."""
    answer = await Asker(data(), Fault(reply=Reply(body=b'{"a":', content_type="application/json"))).get(STATUS)
    assert answer.content == b'{"a":'


async def test_latency_is_by_the_clock() -> None:
    """A late answer takes its seconds on the site's clock, the sum of several rules."""
    asker = Asker(data(), Fault(latency=3), Fault(path="status", latency=0.5))
    await asker.get(STATUS)
    assert asker.clock.monotonic() == 3.5


async def test_half_an_answer() -> None:
    """A truncated answer announces its whole length."""
    answer = await Asker(data(), Fault(wire=Wire.TRUNCATED)).get(STATUS)
    assert len(answer.content) == int(answer.headers["content-length"]) // 2


async def test_a_broken_connection() -> None:
    """A reset breaks off and is recorded with the status sent before."""
    asker = Asker(data(), Fault(wire=Wire.RESET))
    with pytest.raises(ConnectionResetError):
        await asker.get(STATUS)
    assert [one.status for one in asker.site.requests] == [200]


async def test_a_drip() -> None:
    """A dripping answer is complete in the end, at a second a byte."""
    asker = Asker(data(), Fault(wire=Wire.DRIP, reply=Reply(body=b'{"a":1}')))
    assert (await asker.get(STATUS)).json() == {"a": 1}
    assert asker.clock.monotonic() == 7


async def test_a_bomb() -> None:
    """A bomb is small on the wire and larger than the limit when decompressed."""
    async with Asker(data(), Fault(wire=Wire.BOMB)).http.stream("GET", STATUS) as answer:
        assert int(answer.headers["content-length"]) < 100_000
        assert sum([len(part) async for part in answer.aiter_bytes()]) > MOST_UNPACKED


async def test_half_a_gzip() -> None:
    """A truncated gzip gives less than was compressed."""
    whole = (await Asker(data()).get(STATUS)).content
    answer = await Asker(data(), Fault(wire=Wire.TRUNCATED_GZIP)).get(STATUS)
    assert len(answer.content) < len(whole)


async def test_a_changed_shape() -> None:
    """A drift receives the decoded answer and returns another; several apply in turn."""
    rules = [Fault(path="status", drift=lambda answer: answer[:1]), Fault(drift=lambda answer: {"values": answer})]
    assert (await Asker(data(), *rules).get(STATUS)).json() == {"values": data()["statuses"][:1]}


@pytest.mark.parametrize("repeated", [False, True])
async def test_pages_without_end(*, repeated: bool) -> None:
    """Endless pages repeat the first, by new tokens or by one, and a list's are never the last."""
    asker = Asker(data(), drifts.endless("search|bulkfetch|sprint", repeated=repeated))
    body: dict[str, Any] = {"jql": "project = A", "maxResults": 2}
    first = (await asker.post(SEARCH, **body)).json()
    second = (await asker.post(SEARCH, **body, nextPageToken=first["nextPageToken"])).json()
    assert first["issues"] == second["issues"]
    assert (first["nextPageToken"] == second["nextPageToken"]) is repeated
    one, two = [(await asker.get(f"/rest/agile/1.0/board/1/sprint?startAt={start}")).json() for start in (0, 1)]
    assert one == two
    assert one["isLast"] is False


async def test_empty_pages_without_end() -> None:
    """The specification allows an empty page that is not the last."""
    answer = (await Asker(data(), drifts.emptied("sprint")).get("/rest/agile/1.0/board/1/sprint")).json()
    assert (answer["values"], answer["isLast"]) == ([], False)


async def test_histories_twice() -> None:
    """Repeated histories begin a page with all of the page before."""
    asker = Asker(data(), drifts.repeated_histories())
    first = await logs(asker, maxResults=6)
    second = await logs(asker, maxResults=6, nextPageToken=first["nextPageToken"])
    assert second["issueChangeLogs"][: len(first["issueChangeLogs"])] == first["issueChangeLogs"]


async def test_histories_in_no_order() -> None:
    """Shuffled histories are the same ones in another order."""
    plain, shuffled = [await logs(asker) for asker in (Asker(data()), Asker(data(), drifts.shuffled_histories(1)))]
    ids = [
        [one["id"] for log in answer["issueChangeLogs"] for one in log["changeHistories"]]
        for answer in (plain, shuffled)
    ]
    assert ids[0] != ids[1]
    assert sorted(ids[0]) == sorted(ids[1])


async def test_changes_without_ids() -> None:
    """Changes can lose the ids of their fields, and those of their statuses."""
    answer = await logs(Asker(data(), drifts.without_field_ids(), drifts.without_status_ids()))
    items = [item for log in answer["issueChangeLogs"] for one in log["changeHistories"] for item in one["items"]]
    assert all("fieldId" not in item for item in items)
    assert {(item["from"], item["to"]) for item in items if item["field"] == "status"} == {(None, None)}


async def test_instants_in_another_form() -> None:
    """Instants of histories can be texts."""
    answer = await logs(Asker(data(), drifts.created_as(lambda at: datetime.fromtimestamp(at / 1000, UTC).isoformat())))
    assert answer["issueChangeLogs"][0]["changeHistories"][0]["created"] == "2026-03-02T09:00:00+00:00"
