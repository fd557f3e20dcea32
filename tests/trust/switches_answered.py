"""Switches of what comes back from Jira: no detours, and caps on size and time."""

from typing import Final

from tests.trust.switch import Switch

EGRESS: Final = "app/forge/product/transport/egress.py"
WIRE: Final = "tests/forge/product/transport/test_egress.py"
UNPACKING: Final = "app/forge/product/transport/decompression.py"
BOMB: Final = f"{WIRE}::test_a_bomb_does_not_go_off"
PACKINGS: Final = f"{WIRE}::test_other_packings_are_refused"

SWITCHES: Final = (
    Switch(
        promise="a redirect is an error",
        file=EGRESS,
        guard='            event_hooks={"response": [refuse_redirect]},\n',
        test=f"{WIRE}::test_a_redirect_makes_one_request",
    ),
    Switch(
        promise="no redirect is followed",
        file=EGRESS,
        guard='follow_redirects=False,\n            event_hooks={"response": [refuse_redirect]},\n',
        off="follow_redirects=True,\n",
        test=f"{WIRE}::test_a_redirect_makes_one_request",
    ),
    Switch(
        promise="the client itself follows no redirect",
        file=EGRESS,
        guard="follow_redirects=False",
        off="follow_redirects=True",
        test=f"{WIRE}::test_the_client_has_no_will_of_its_own",
    ),
    Switch(
        promise="cookies are not sent back",
        file=EGRESS,
        guard="request = httpx.Request(",
        off="request = self._client.build_request(",
        test=f"{WIRE}::test_cookies_are_not_kept",
    ),
    Switch(
        promise="an app sees few headers of an answer",
        file=EGRESS,
        guard=" if name in KEPT_HEADERS}",
        off="}",
        test=f"{WIRE}::test_cookies_are_not_kept",
    ),
    Switch(
        promise="an answer's declared size is bounded",
        file=UNPACKING,
        guard="if declared is not None and declared > wire_cap:",
        off="if False:",
        test=f"{WIRE}::test_a_declared_size_is_enough_to_refuse",
    ),
    Switch(
        promise="an answer's bytes on the wire are counted",
        file=UNPACKING,
        guard="if self._wire_left < 0:",
        off="if False:",
        test=f"{WIRE}::test_an_answer_has_a_size_on_the_wire",
    ),
    Switch(
        promise="an answer's unpacked bytes are counted",
        file=UNPACKING,
        guard="if len(self._body) + len(plain) > self._body_cap:",
        off="if False:",
        test=BOMB,
    ),
    Switch(
        promise="an answer is unpacked step by step",
        file=UNPACKING,
        guard="inflate.decompress(chunk, STEP)",
        off="inflate.decompress(chunk)",
        test=BOMB,
    ),
    Switch(
        promise="one packing is understood",
        file=UNPACKING,
        guard='if encoding not in {"identity", "gzip"}:',
        off="if False:",
        test=PACKINGS,
    ),
    Switch(
        promise="nothing follows a packed answer",
        file=UNPACKING,
        guard="if inflate.unused_data:",
        off="if False:",
        test=PACKINGS,
    ),
    Switch(
        promise="a packed answer has its end",
        file=UNPACKING,
        guard="if self._inflate is not None and not self._inflate.eof and self._fed:",
        off="if False:",
        test=PACKINGS,
    ),
    Switch(
        promise="a part is not a whole answer",
        file=EGRESS,
        guard="if response.status_code == HTTPStatus.PARTIAL_CONTENT:",
        off="if False:",
        test="tests/forge/product/test_outside.py::test_a_part_is_not_a_whole_answer",
    ),
    Switch(
        promise="an answer's headers are plain text",
        file=EGRESS,
        guard="{name: plain_text(value) for",
        off="{name: value for",
        test="tests/forge/product/test_outside.py::test_no_header_is_a_crash",
    ),
    Switch(
        promise="a limit is believed for an hour at most",
        file="app/forge/product/resilience/retry.py",
        guard="min(max(0.0, wait), LONGEST_ASKED_SECONDS)",
        off="max(0.0, wait)",
        test="tests/forge/product/test_attempts.py::test_one_odd_limit_does_not_close_the_way_for_a_day",
    ),
    Switch(
        promise="whoever leaves does not cut a request that has left",
        file=EGRESS,
        guard="await asyncio.shield(task)",
        off="await task",
        test="tests/forge/product/test_cancelled.py::test_a_call_can_be_cancelled_at_every_await",
    ),
    Switch(
        promise="the others wait for the request that finds out",
        file="app/forge/product/resilience/barrier.py",
        guard="await self._probe.wait()",
        off="return None",
        test="tests/forge/product/resilience/test_outage.py::test_charts_come_back_after_an_outage",
    ),
    Switch(
        promise="what travels at once is halved, and once",
        file="app/forge/product/transport/window.py",
        guard="if place.number > self._shrunk_at:",
        off="if True:",
        test="tests/forge/product/transport/test_window.py::test_a_stop_halves_the_window_once",
    ),
    Switch(
        promise="a pool that has lost count is made anew",
        file=EGRESS,
        guard="if isinstance(transport, Pool) and (taken := transport.taken):",
        off="if isinstance(transport, Pool) and (taken := 0):",
        test="tests/forge/product/test_cancelled.py::test_a_pool_that_has_lost_count_is_made_anew",
    ),
    Switch(
        promise="an answer comes within the caller's time",
        file=EGRESS,
        guard="outer = asyncio.timeout(seconds)",
        off="outer = asyncio.timeout(None)",
        test=f"{WIRE}::test_a_dripping_answer_is_cut_at_the_deadline",
    ),
    Switch(
        promise="an answer comes within a try's time",
        file=EGRESS,
        guard="asyncio.timeout_at(self._ends)",
        off="asyncio.timeout_at(None)",
        test=f"{WIRE}::test_a_dripping_answer_is_cut_within_its_own_time",
    ),
)
