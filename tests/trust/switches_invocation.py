"""Switches of an invocation: its size, time and rate, and what is told and logged of it."""

from typing import Final

from tests.trust.switch import Switch

RUNTIME: Final = "app/forge/runtime/runner.py"
RUNS: Final = "tests/forge/runtime/test_runner.py"
OUTPUT: Final = "app/forge/output.py"

SWITCHES: Final = (
    Switch(
        promise="a payload is bounded",
        file=RUNTIME,
        guard="if len(encoded) > self._limits.payload_bytes:",
        off="if False:",
        test=f"{RUNS}::test_a_payload_has_500_kb",
    ),
    Switch(
        promise="a result is bounded",
        file=RUNTIME,
        guard="if len(encoded) > self._limits.result_bytes:",
        off="if False:",
        test=f"{RUNS}::test_a_result_has_5_mb",
    ),
    Switch(
        promise="an invocation's time is bounded",
        file=RUNTIME,
        guard="asyncio.timeout(self._limits.seconds)",
        off="asyncio.timeout(None)",
        test=f"{RUNS}::test_a_function_has_25_seconds",
    ),
    Switch(
        promise="an invocation's time is the platform's",
        file=RUNTIME,
        guard="if deadline.expired() or self._clock.monotonic() > made.deadline:",
        off="if deadline.expired():",
        test=f"{RUNS}::test_time_is_the_platforms",
    ),
    Switch(
        promise="invocations have a rate",
        file=RUNTIME,
        guard="if seconds := self._rates.admit(self._clock.monotonic(), self._counted(function_key, user)):",
        off="if False and (seconds := self._rates.admit(self._clock.monotonic(), self._counted(function_key, user))):",
        test=f"{RUNS}::test_there_are_1200_invocations_a_minute",
    ),
    Switch(
        promise="an invocation's requests to Jira are bounded",
        file="app/forge/product/client.py",
        guard="if invocation is not None and not self._allowance.take(invocation):",
        off="if False:",
        test="tests/forge/product/test_attempts.py::test_an_invocation_has_a_bound",
    ),
    Switch(
        promise="each caller has a rate of its own",
        file="app/web/guards/callers.py",
        guard='f"{way}\\0{shown}\\0{address}"',
        off='""',
        test="tests/web/guards/test_callers.py::test_a_script_in_a_loop_leaves_the_pages_their_calls",
    ),
    Switch(
        promise="reports are let in as a whole",
        file="app/forge/product/client.py",
        guard="if seconds := await self.admission.seat(invocation):",
        off="if False and (seconds := 0.0):",
        test="tests/forge/product/resilience/test_admission.py::test_an_overload_is_served_and_told",
    ),
    Switch(
        promise="the page does not say whose invocation it is",
        file=RUNTIME,
        guard='{**context, **self._site, "moduleKey": module}',
        off='{**self._site, **context, "moduleKey": module}',
        test=f"{RUNS}::test_a_function_gets_payload_and_context",
    ),
    Switch(
        promise="an app's crash is opaque",
        file=RUNTIME,
        guard="return InvocationError.crashed(made.id)",
        off="return InvocationError.crashed(repr(error))",
        test=f"{RUNS}::test_a_crash_is_opaque_and_the_log_says_where",
    ),
    Switch(
        promise="an app's crash is logged without its text",
        file="app/forge/runtime/crash.py",
        guard='told = f"{type(error).__name__} at',
        off='told = f"{error!r} at',
        test=f"{RUNS}::test_a_crash_is_opaque_and_the_log_says_where",
    ),
    Switch(
        promise="an app's crash leaves no chain to read",
        file=RUNTIME,
        guard="late=deadline.expired()) from None",
        off="late=deadline.expired()) from error",
        test=f"{RUNS}::test_a_crash_is_opaque_and_the_log_says_where",
    ),
    Switch(
        promise="printed text forges no line of the log",
        file=OUTPUT,
        guard="self.invocation, printable(line))",
        off="self.invocation, line)",
        test=f"{RUNS}::test_what_is_printed_goes_to_the_log",
    ),
    Switch(
        promise="printed lines are bounded",
        file=OUTPUT,
        guard="self._lines > MOST_LINES or self._bytes",
        off="self._bytes",
        test=f"{RUNS}::test_an_invocation_prints_100_lines",
    ),
    Switch(
        promise="printed bytes are bounded",
        file=OUTPUT,
        guard=" or self._bytes > MOST_BYTES",
        test=f"{RUNS}::test_an_invocation_prints_200_kb",
    ),
)
