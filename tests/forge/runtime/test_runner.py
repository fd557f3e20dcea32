"""The runtime calls an app's functions under Forge's limits."""

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from app.forge.errors import ForgeError, InvocationError, KvsError, ManifestError, ResolverError
from app.forge.kvs.stores.memory import MemoryStore
from app.forge.manifest.reader import load
from app.forge.output import Output
from app.forge.product.resilience.admission import Admission
from app.forge.runtime import crash
from app.forge.runtime.limits import Limits
from app.forge.runtime.runner import Runtime, SiteInfo, kvs_of
from app.forge.runtime.time_limit import TimeLimit
from app.forge.sdk.invocation import require
from tests.forge.kvs.stores import dump
from tests.forge.runtime.apps import forget, write_app
from tests.support.clock import FakeClock
from tests.support.holds import holds

APP = '''
import asyncio, sys, time
from app.forge import Request, Resolver, ResolverError, kvs, now
from app.forge.sdk.invocation import require

resolver = Resolver()
started = 0


@resolver.define("echo")
async def echo(request):
    """Return what came in.

    More words."""
    return {"payload": request.payload, "context": request.context}


@resolver.define("append")
async def append(request):
    request.payload["list"].append(2)
    return request.payload


@resolver.define("invocation")
async def invocation(request):
    made = require()
    return {"id": made.id, "key": made.function_key, "module": made.module_key, "scopes": sorted(made.scopes),
            "deadline": made.deadline, "now": now()}


@resolver.define("store")
async def store(request):
    await kvs.set("key", request.payload)
    return await kvs.get("key")


@resolver.define("sleep")
async def sleep(request):
    await asyncio.sleep(2)


@resolver.define("swallow")
async def swallow(request):
    try:
        await asyncio.sleep(2)
    except asyncio.CancelledError:
        raise ResolverError("hidden", type="hidden") from None


@resolver.define("stubborn")
async def stubborn(request):
    try:
        await asyncio.sleep(2)
    except asyncio.CancelledError:
        return "late"


@resolver.define("wait")
async def wait(request):
    await require().clock.sleep(request.payload)
    return "in time"


@resolver.define("fail")
async def fail(request):
    secret = request.payload["secret"]
    try:
        {}[secret]
    except KeyError as error:
        raise ValueError(f"no {secret}") from error


@resolver.define("tell")
async def tell(request):
    raise ResolverError("The board is gone.", type="board-not-found", status=404, boardId=5)


@resolver.define("raise")
async def raise_(request):
    kinds = {"SystemExit": SystemExit, "CancelledError": asyncio.CancelledError, "TimeoutError": TimeoutError,
             "RecursionError": RecursionError}
    if request.payload == "group":
        async with asyncio.TaskGroup() as group:
            group.create_task(fail(Request({"secret": "canary"}, {})))
    raise kinds[request.payload]("canary")


@resolver.define("large")
def large(request):
    return "x" * request.payload


@resolver.define("foreign")
async def foreign(request):
    return {"x": object()}


@resolver.define("wait_for_others")
async def wait_for_others(request):
    global started
    started += 1
    print("start", request.payload)
    while started < 2:
        await asyncio.sleep(0)
    print("end", request.payload, end="")


@resolver.define("print")
def print_(request):
    for line in request.payload:
        print(line)
    sys.stdout.flush()

handler = resolver.get_definitions()
'''

OTHER = """
from app.forge import Resolver
handler = Resolver().define("echo", lambda request: "other").define("mine", lambda request: "mine").get_definitions()
"""

POLLED = """
from app.forge import Resolver
resolver = Resolver().define("read", lambda request: 1).define("far", lambda request: 2, polled=True)
handler = resolver.get_definitions()
"""

Start = Callable[..., Runtime]


@pytest.fixture
def start(tmp_path: Path, clock: FakeClock) -> Start:
    """Return a function that writes an app and installs it."""
    store = MemoryStore(clock)

    def started(*, limits: Limits | None = None, cloud: str = "site", **modules: str) -> Runtime:
        folder = tmp_path / f"app{len(list(tmp_path.iterdir()))}"
        forget(tmp_path)
        manifest = load(write_app(folder, **(modules or {"index": APP})))
        site = SiteInfo(cloud, "https://name.invalid")
        product = cast("Any", SimpleNamespace(admission=Admission(clock, lambda: 16)))
        given = limits or Limits()
        kvs = kvs_of(manifest, store, site, clock, given)
        return Runtime(manifest, product=product, kvs=kvs, clock=clock, site=site, limits=given)

    return started


async def failure(awaitable: Any) -> ForgeError:
    """Return the expected error of the call."""
    with pytest.raises(ForgeError) as caught:
        await awaitable
    return caught.value


@holds(Runtime, '{**context, **self._site, "moduleKey": module}', '{**self._site, **context, "moduleKey": module}')
async def test_a_function_gets_payload_and_context(start: Start) -> None:
    """The page's fields stay unless the backend overwrites them."""
    page = {
        "extension": {"gadget": {"id": "1"}},
        "locale": "de-DE",
        **dict.fromkeys(("cloudId", "siteUrl", "accountId", "license", "installContext", "environmentType"), "forged"),
    }
    answer = await start().invoke("echo", {"a": [1]}, page)
    assert answer["payload"] == {"a": [1]}
    assert answer["context"] == {
        "extension": {"gadget": {"id": "1"}},
        "locale": "de-DE",
        "cloudId": "site",
        "siteUrl": "https://name.invalid",
        "accountId": None,
        "license": None,
        "installContext": "ari:cloud:jira::site/site",
        "environmentType": "DEVELOPMENT",
        "moduleKey": "index-gadget",
        "installation": None,
        "jobId": None,
    }


async def test_an_invocation_knows_itself(start: Start, clock: FakeClock) -> None:
    """It has an id of its own, the scopes of the manifest, 25 seconds and the platform's clock."""
    runtime = start()
    clock.advance(100)
    first, second = await runtime.invoke("invocation", None, {}), await runtime.invoke("invocation", None, {})
    assert first.pop("id") != second.pop("id")
    assert first == {
        "key": "invocation",
        "module": "index-gadget",
        "scopes": ["read:jira-work", "storage:app"],
        "deadline": 125.0,
        "now": int(clock.now() * 1000),
    }


def test_outside_an_invocation_there_is_no_runtime() -> None:
    """The sentence is Forge's."""
    with pytest.raises(RuntimeError, match=r"^Forge runtime not found\.$"):
        require()


async def test_after_an_invocation_it_is_over(start: Start) -> None:
    """Nothing of an invocation stays with its caller, after success or failure."""
    runtime = start()
    await runtime.invoke("echo", None, {})
    await failure(runtime.invoke("tell", None, {}))
    with pytest.raises(RuntimeError):
        require()


async def test_the_payload_is_a_copy(start: Start) -> None:
    """A function cannot change its caller's objects."""
    payload = {"list": [1]}
    assert await start().invoke("append", payload, {}) == {"list": [1, 2]}
    assert payload == {"list": [1]}


async def test_a_result_can_be_had_as_json(start: Start) -> None:
    """The result is serialised once; texts and null are JSON too."""
    runtime = start()
    assert await runtime.invoke_encoded("large", 2, {}) == b'"xx"'
    assert await runtime.invoke_encoded("print", [], {}) == b"null"


async def test_functions_are_described(start: Start) -> None:
    """The description lists all functions of all resolvers."""
    functions = start(index=APP, other=OTHER).functions
    assert {"echo", "mine", "store"} <= set(functions)
    assert functions["store"].key == "store"
    assert start().functions["echo"].doc == "Return what came in.\n\nMore words."


async def test_the_module_key_chooses_the_resolver(start: Start) -> None:
    """A key that two resolvers define needs a module key; one that a single resolver defines does not."""
    runtime = start(index=APP, other=OTHER)
    assert await runtime.invoke("mine", None, {}) == "mine"
    assert await runtime.invoke("echo", None, {"moduleKey": "other-gadget"}) == "other"
    assert (await failure(runtime.invoke("echo", None, {}))).type == "ambiguous-function"
    refused: tuple[object, ...] = ("nobody", 5, {}, [])
    for key in refused:
        assert (await failure(runtime.invoke("echo", None, {"moduleKey": key}))).type == "unknown-module"


async def test_an_unknown_function_is_named(start: Start) -> None:
    """With a module key or without, the sentence is Forge's and the status 404."""
    runtime = start()
    for context in ({}, {"moduleKey": "index-gadget"}):
        error = await failure(runtime.invoke("x", None, context))
        assert (error.message, error.status) == ("Resolver has no definition for 'x'.", 404)


async def test_a_failure_with_a_meaning_reaches_the_caller(start: Start) -> None:
    """A ResolverError passes unchanged."""
    error = await failure(start().invoke("tell", None, {}))
    assert isinstance(error, ResolverError)
    assert (error.message, error.type, error.status) == ("The board is gone.", "board-not-found", 404)
    assert error.details == {"boardId": 5}


@holds(Runtime, 'str(error) if self._development else ""', "str(error)")
@holds(crash, 'line = f"{type(error).__name__} at', 'line = f"{error!r} at')
@holds(Runtime, "late=limit.is_over) from None", "late=limit.is_over) from error")
async def test_a_crash_is_opaque_and_the_log_says_where(start: Start, caplog: pytest.LogCaptureFixture) -> None:
    """The caller gets a reference; the log has types and places under it, and neither texts nor values."""
    caplog.set_level(logging.DEBUG)
    error = await failure(start().invoke("fail", {"secret": "canary"}, {}))
    assert isinstance(error, InvocationError)
    assert (error.type, error.status) == ("function-crashed", 500)
    reference = str(error.details["referenceId"])
    assert reference in error.message
    (line,) = [record.getMessage() for record in caplog.records if record.levelname == "ERROR"]
    assert line.startswith(f"{reference} fail failed: ValueError at app0/index.py:")
    assert " fail < " in line
    assert ", after KeyError at app0/index.py:" in line
    assert "canary" not in caplog.text + str(error.details) + error.message
    assert error.__suppress_context__
    assert error.__cause__ is None


@pytest.mark.parametrize("kind", ["SystemExit", "CancelledError", "TimeoutError", "RecursionError", "group"])
async def test_nothing_an_app_raises_gets_away(kind: str, start: Start, caplog: pytest.LogCaptureFixture) -> None:
    """An exit, a cancellation of its own and a timeout of its own end only the invocation."""
    error = await failure(start().invoke("raise", kind, {}))
    assert error.type == "function-crashed"
    assert "canary" not in caplog.text
    assert kind != "group" or "(ValueError at " in caplog.text


async def test_a_result_that_is_not_json_is_a_crash(start: Start, caplog: pytest.LogCaptureFixture) -> None:
    """As in the cloud, a result outside JSON is the app's mistake."""
    assert (await failure(start().invoke("foreign", None, {}))).type == "function-crashed"
    assert "TypeError" in caplog.text


@holds(Runtime, "TimeLimit(self._limits.seconds)", "TimeLimit(1e6)")
@holds(TimeLimit, "            self._task.uncancel()\n", "            pass\n")
@pytest.mark.parametrize("key", ["sleep", "swallow", "stubborn"])
async def test_a_function_has_25_seconds(key: str, start: Start, caplog: pytest.LogCaptureFixture) -> None:
    """At its end it is a timeout, whatever the function does with the cancellation."""
    error = await failure(start(limits=Limits(seconds=0.02)).invoke(key, None, {}))
    assert (error.type, error.status) == ("timeout", 504)
    assert error.message.startswith("Function timed out. Limit of 0.02 seconds")
    assert "Function timed out. Limit of 0.02 seconds" in caplog.text


@holds(Runtime, "if limit.is_over or self._clock.monotonic() > made.deadline:", "if limit.is_over:")
async def test_time_is_the_platforms(start: Start) -> None:
    """A function that took more than 25 seconds by the platform's clock is too late, even if nothing stopped it."""
    runtime = start()
    assert await runtime.invoke("wait", 25, {}) == "in time"
    assert (await failure(runtime.invoke("wait", 25.1, {}))).type == "timeout"


async def test_a_cancelled_caller_cancels_the_function(start: Start) -> None:
    """Cancellation from outside is passed on and is not a crash."""
    task = asyncio.create_task(start().invoke("sleep", None, {}))
    await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


@holds(Runtime, "if size > self._limits.payload_bytes:", "if False:")
async def test_a_payload_has_500_kb(start: Start) -> None:
    """The limit counts JSON bytes; above it the function is not called."""
    runtime = start()
    assert await runtime.invoke_encoded("echo", "x" * (500 * 1024 - 2), {})
    error = await failure(runtime.invoke("echo", "x" * (500 * 1024 - 1), {}))
    assert (error.type, error.status) == ("payload-too-large", 413)
    assert (await failure(runtime.invoke("echo", object(), {}))).status == 400


@holds(Runtime, "if len(encoded) > self._limits.result_bytes:", "if False:")
async def test_a_result_has_5_mb(start: Start) -> None:
    """One byte more than 5 MB of JSON is refused."""
    runtime = start()
    assert len(await runtime.invoke_encoded("large", 5 * 1024**2 - 2, {})) == 5 * 1024**2
    error = await failure(runtime.invoke("large", 5 * 1024**2 - 1, {}))
    assert (error.type, error.status) == ("result-too-large", 500)


@holds(
    Runtime,
    "if seconds := self._rates.admit(self._clock.monotonic(), self._counted(function_key, user)):",
    "if False and (seconds := self._rates.admit(self._clock.monotonic(), self._counted(function_key, user))):",
)
async def test_there_are_1200_invocations_a_minute(start: Start, clock: FakeClock) -> None:
    """The next one is refused with the time to wait, per user."""
    runtime = start(limits=Limits(per_user_and_minute=2))
    for _ in range(2):
        await runtime.invoke("print", [], {})
    error = await failure(runtime.invoke("print", [], {}))
    assert (error.type, error.status, error.details["retryAfterSeconds"]) == ("too-many-invocations", 429, 60)
    rates = {"rateLimitLimit": 2, "rateLimitValue": 2, "rateLimitRemaining": 0}
    assert error.details["metadata"] == {"rateLimitProperties": {**rates, "rateLimitReset": clock.now() + 60}}
    await runtime.invoke("print", [], {}, user="another")
    clock.advance(60)
    await runtime.invoke("print", [], {})


async def test_what_is_polled_has_a_count_of_its_own(start: Start) -> None:
    """Polling the progress does not use up the calls of the reading, and has its own bound."""
    runtime = start(limits=Limits(per_user_and_minute=2), index=POLLED)
    for _ in range(2):
        await runtime.invoke("far", {}, {}, user="one")
    assert (await failure(runtime.invoke("far", {}, {}, user="one"))).type == "too-many-invocations"
    for _ in range(2):
        await runtime.invoke("read", {}, {}, user="one")
    assert (await failure(runtime.invoke("read", {}, {}, user="one"))).type == "too-many-invocations"


async def test_the_stores_rate_is_the_runtimes(start: Start) -> None:
    """A function that calls the store too often in a second is refused, unless there is no limit."""
    with pytest.raises(KvsError) as caught:
        await start(limits=Limits(kvs_per_second=1)).invoke("store", [1], {})
    assert caught.value.code == "RATE_LIMIT_EXCEEDED"
    assert await start(limits=Limits(kvs_per_second=None)).invoke("store", [1], {}) == [1]


@holds(kvs_of, 'quote(part, safe="")', "part")
async def test_a_store_is_one_installations(start: Start) -> None:
    """The same app has other values on another site."""
    assert await start().invoke("store", [1], {}) == [1]
    other = start(cloud="other/site")
    assert await other.invoke("store", [2], {}) == [2]
    assert await dump(cast("Any", other)._kvs._store) == {
        "site/ari:cloud:ecosystem::app/app-1 key": b"[1]",
        "other%2Fsite/ari:cloud:ecosystem::app/app-1 key": b"[2]",
    }


def output_of(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return what apps printed, as the log has it."""
    return [record.getMessage() for record in caplog.records if record.name == "app.forge.output"]


@holds(Output, "self.invocation, printable(line))", "self.invocation, line)")
async def test_what_is_printed_goes_to_the_log(
    start: Start, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each line is a line of the log, with the invocation's id and escaped control characters; stdout stays empty."""
    caplog.set_level(logging.INFO)
    await start().invoke("print", ["ein Wort", "two\nlines", "esc \x1b[31m\r"], {})
    ids = {line.split(" ", 1)[0] for line in output_of(caplog)}
    assert len(ids) == 1
    assert [line.split(" ", 1)[1] for line in output_of(caplog)] == ["ein Wort", "two", "lines", r"esc \x1b[31m\r"]
    print("outside")  # noqa: T201 - printing is the case
    assert capsys.readouterr().out == "outside\n"


async def test_invocations_at_the_same_time_print_apart(start: Start, caplog: pytest.LogCaptureFixture) -> None:
    """Each line is logged under the invocation that printed it, also one without a line end."""
    caplog.set_level(logging.INFO)
    runtime = start()
    await asyncio.gather(*(runtime.invoke("wait_for_others", name, {}) for name in "ab"))
    lines = [line.split(" ", 1) for line in output_of(caplog)]
    owner = {text.split()[1]: invocation for invocation, text in lines if text.startswith("start")}
    assert len(set(owner.values())) == 2
    assert sorted(text for _, text in lines) == ["end a", "end b", "start a", "start b"]
    assert all(owner[text.split()[1]] == invocation for invocation, text in lines)


@holds(Output, "self._lines > MOST_LINES or self._bytes", "self._bytes")
async def test_an_invocation_prints_100_lines(start: Start, caplog: pytest.LogCaptureFixture) -> None:
    """Lines beyond 100 are dropped, which is logged once."""
    caplog.set_level(logging.INFO)
    await start().invoke("print", ["x"] * 300, {})
    assert len(output_of(caplog)) == 101
    assert output_of(caplog)[-1].endswith("printed more than 100 lines or 204800 bytes")


@holds(Output, " or self._bytes > MOST_BYTES")
async def test_an_invocation_prints_200_kb(start: Start, caplog: pytest.LogCaptureFixture) -> None:
    """Output beyond 200 KB is dropped, in one line or in several."""
    caplog.set_level(logging.INFO)
    runtime = start()
    await runtime.invoke("print", ["ü" * 51_200] * 3, {})
    assert [len(line) > 1000 for line in output_of(caplog)] == [True, True, False]
    caplog.clear()
    await runtime.invoke("print", ["x" * 204_801, "y"], {})
    assert len(output_of(caplog)) == 1


def test_a_handler_in_a_module_of_a_taken_name_is_refused(start: Start) -> None:
    """Python's own `json` is loaded first, so the app has to rename its module."""
    with pytest.raises(ManifestError, match="rename 'json'"):
        start(json=APP)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("handler = 5", "is not the result of a resolver's get_definitions()"),
        ("import nothing_of_that_name\nhandler = 5", "cannot be imported: ModuleNotFoundError at "),
        ("raise SystemExit('canary')\nhandler = 5", "cannot be imported: SystemExit at "),
        ("handler = 5\ndel handler", "is not the result of a resolver's get_definitions()"),
    ],
)
def test_a_handler_that_is_none_is_refused_at_the_start(text: str, said: str, start: Start) -> None:
    """The finding has the handler's line in the manifest."""
    with pytest.raises(ManifestError) as caught:
        start(index=text)
    (finding,) = caught.value.findings
    assert (finding.line, finding.rule) == (12, "handler")
    assert finding.message.startswith(f"the handler 'index.handler' of function 'index' {said}")
    assert "canary" not in finding.message
