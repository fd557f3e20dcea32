"""Switches of connections: time limits, how many there may be, and answers that no layer of ours has made."""

from typing import Final

from tests.trust.switch import Switch

CONNECTIONS: Final = "app/web/connections.py"
WIRE: Final = "tests/web/test_connections.py"
GUARDS: Final = "app/web/guards/head.py"
LAST: Final = "tests/web/test_lasthandler.py"

SWITCHES: Final = (
    Switch(
        promise="the server's connections are ours",
        file="app/web/listen.py",
        guard="        http=Connection,\n",
        off='        http="h11",\n',
        test=f"{WIRE}::test_two_lengths_are_refused_and_the_connection_is_closed",
    ),
    Switch(
        promise="a silent connection ends",
        file=CONNECTIONS,
        guard="        super().connection_made(transport)\n        self._arm(HEAD_SECONDS)\n",
        off="        super().connection_made(transport)\n",
        test=f"{WIRE}::test_a_silent_connection_is_closed",
    ),
    Switch(
        promise="a head's time is not prolonged by its bytes",
        file=CONNECTIONS,
        guard="        if phase is self.phase:\n            return\n",
        test=f"{WIRE}::test_a_dripping_head_ends",
    ),
    Switch(
        promise="every head has a time limit, not the first alone",
        file=CONNECTIONS,
        guard="{Phase.HEAD: HEAD_SECONDS, Phase.BODY: BODY_SECONDS}",
        off="{Phase.BODY: BODY_SECONDS}",
        test=f"{WIRE}::test_a_head_that_follows_an_answer_has_a_limit_too",
    ),
    Switch(
        promise="a body has a time limit",
        file=CONNECTIONS,
        guard="{Phase.HEAD: HEAD_SECONDS, Phase.BODY: BODY_SECONDS}",
        off="{Phase.HEAD: HEAD_SECONDS}",
        test=f"{WIRE}::test_a_dripping_body_ends",
    ),
    Switch(
        promise="an answer that nobody reads is dropped",
        file=CONNECTIONS,
        guard="self._unread = self.loop.call_later(WRITE_SECONDS, self.transport.abort)",
        off="self._unread = None",
        test=f"{WIRE}::test_an_answer_that_nobody_reads_is_dropped",
    ),
    Switch(
        promise="idle connections give way",
        file=CONNECTIONS,
        guard="if one.phase is Phase.HEAD and one is not newcomer",
        off="if False",
        test=f"{WIRE}::test_idle_connections_give_way",
    ),
    Switch(
        promise="the busiest address gives first",
        file=CONNECTIONS,
        guard="(-counts[one.address], one.since)",
        off="one.since",
        test=f"{WIRE}::test_idle_connections_give_way",
    ),
    Switch(
        promise="connections are bounded",
        file=CONNECTIONS,
        guard="return _fit(list(everyone), MOST_CONNECTIONS, newcomer)",
        off="return True",
        test=f"{WIRE}::test_connections_are_bounded",
    ),
    Switch(
        promise="the connections of an address are bounded",
        file=CONNECTIONS,
        guard="if not _fit(mine, MOST_OF_ONE_ADDRESS, newcomer):",
        off="if False:",
        test=f"{WIRE}::test_one_address_does_not_take_all",
    ),
    Switch(
        promise="a request has one length",
        file=CONNECTIONS,
        guard='if {b"transfer-encoding", b"content-length"} <= names:',
        off="if False:",
        test=f"{WIRE}::test_two_lengths_are_refused_and_the_connection_is_closed",
    ),
    Switch(
        promise="the server's own refusals carry our headers",
        file=CONNECTIONS,
        guard='*answer.raw_headers, *REST.items(), (b"connection", b"close")',
        off='*answer.raw_headers, (b"connection", b"close")',
        test=f"{WIRE}::test_what_is_not_http_is_refused_in_our_shape",
    ),
    Switch(
        promise="the refusal of a connection too many carries our headers",
        file=CONNECTIONS,
        guard='answer.raw_headers += [*REST.items(), (b"connection", b"close")]',
        off='answer.raw_headers += [(b"connection", b"close")]',
        test=f"{WIRE}::test_connections_are_bounded",
    ),
    Switch(
        promise="a problem that cannot be written has an answer",
        file=GUARDS,
        guard="            error = unanswerable\n",
        off="            raise unanswerable from None\n",
        test=f"{LAST}::test_whatever_is_raised_has_an_answer",
    ),
    Switch(
        promise="a log that fails costs no answer",
        file=GUARDS,
        guard="        with suppress(Exception):\n",
        off="        with suppress(KeyError):\n",
        test=f"{LAST}::test_a_log_that_fails_costs_no_reference",
    ),
    Switch(
        promise="the last answer needs nothing",
        file=GUARDS,
        guard="        return Response(LAST_WORD, 500, media_type=MEDIA_TYPE)",
        off="        raise",
        test=f"{LAST}::test_no_part_of_the_last_handler_is_needed",
    ),
    Switch(
        promise="a request that a stop cuts off is told so",
        file=GUARDS,
        guard="                await answer_for(_stopping())(scope, receive, send)\n",
        off="                pass\n",
        test=f"{LAST}::test_a_request_that_a_stop_cuts_off_is_told_so",
    ),
)
