"""Calls the app's functions without a server, and defines the exit statuses of the commands that do so.

0: done. 1: Jira's answer is invalid, or an internal error. 2: invalid command line, settings or manifest, or a package
that is not installed. 3: Jira cannot be reached, or not in time. 4: Jira refuses the credential or the request. 5: no
such board or sprint, or nothing to show for it. 6: a limit is reached: try again later.
"""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, Final, TypeVar

import click

from app.clock import SystemClock
from app.forge.errors import ForgeError, ManifestError
from app.settings import Settings
from app.web.platform import Platform, assemble

FAILED, REFUSED, UNREACHABLE, FORBIDDEN, NOT_THERE, LATER = 1, 2, 3, 4, 5, 6
STATUSES: Final = {
    "jira-unreachable": UNREACHABLE,
    "jira-untrusted": UNREACHABLE,
    "timeout": UNREACHABLE,
    "jira-refused": FORBIDDEN,
    "login-page": FORBIDDEN,
    "data-center": FORBIDDEN,
    "too-many-reports": LATER,
    "recording-refused": REFUSED,
}
"""Exit statuses by type of error."""

BY_HTTP: Final = {400: REFUSED, 404: NOT_THERE, 409: NOT_THERE, 429: LATER, 501: REFUSED}
"""Exit statuses by HTTP status, for all other types."""

INVOCATIONS: Final = 12
"""How many invocations to wait for a running reading: each ends after 25 seconds, which makes five minutes."""

SECONDS_BETWEEN: Final = 0.5
"""Seconds between two queries of the progress."""

BAR: Final = 20
"""Characters of the progress bar, which with its words fits into 80 columns."""

Answer = TypeVar("Answer")


class Stop(Exception):  # noqa: N818 - it ends a command, and is not always a mistake
    """Ends a command with a message and an exit status."""

    def __init__(self, sentence: str, status: int) -> None:
        super().__init__(sentence)
        self.status = status


class Functions:
    """The app's functions, called through a platform's runtime like those of the gadget."""

    def __init__(self, platform: Platform) -> None:
        self.platform = platform

    async def call(self, key: str, payload: object) -> Any:
        """Return a function's result; raises `ForgeError`."""
        return await self.platform.runtime.invoke(key, payload, {"extension": {}})

    async def call_patiently(self, key: str, configuration: dict[str, Any]) -> Any:
        """Return a function's result, even if reading takes more than one invocation; shows the progress."""
        for left in reversed(range(INVOCATIONS)):
            watching = asyncio.create_task(self._show_progress(configuration["boardIds"]))
            try:
                return await self.call(key, configuration)
            except ForgeError as error:
                if error.type != "timeout" or not left:
                    raise
            finally:
                watching.cancel()
                with suppress(asyncio.CancelledError):
                    await watching
        raise AssertionError

    async def _show_progress(self, boards: list[int]) -> None:
        """Show progress on one line of standard error if that is a terminal; erase it when cancelled."""
        if not sys.stderr.isatty():
            return
        try:
            while True:
                await asyncio.sleep(SECONDS_BETWEEN)
                with suppress(ForgeError):
                    click.echo(
                        f"\r\x1b[K{_in_words(await self.call('getProgress', {'boardIds': boards}))}", err=True, nl=False
                    )
        finally:
            click.echo("\r\x1b[K", err=True, nl=False)


def _in_words(progress: dict[str, Any]) -> str:
    read, total = progress["issuesRead"], progress["issuesTotal"]
    if not total:
        return "Reading from Jira ..."
    full = BAR * read // total
    return f"Reading from Jira [{'#' * full}{'.' * (BAR - full)}] {read} of {total} work items"


def run(
    settings: Settings, ask: Callable[[Functions], Awaitable[Answer]], *, connect: Callable[[], Platform] | None = None
) -> Answer:
    """Return the result of `ask`, given the app's functions; raises `Stop` with a failure's message and status."""
    try:
        platform = connect() if connect else assemble(settings, SystemClock(), None, None)
        return asyncio.run(_closing(platform, ask))
    except ManifestError as error:
        sentence = f"The manifest {settings.manifest} cannot be used: {error.message}"
        raise Stop(sentence, REFUSED) from None
    except ForgeError as error:
        raise Stop(error.message, STATUSES.get(error.type) or BY_HTTP.get(error.status, FAILED)) from None


async def _closing(platform: Platform, ask: Callable[[Functions], Awaitable[Answer]]) -> Answer:
    try:
        return await ask(Functions(platform))
    finally:
        await platform.product.aclose()
        await platform.store.aclose()


def stops(command: Callable[..., int]) -> Callable[..., int]:
    """Decorate a command so that `Stop` prints its message on standard error and returns its status."""

    def stopping(*arguments: Any, **options: Any) -> int:
        try:
            return command(*arguments, **options)
        except Stop as stop:
            click.echo(str(stop), err=True)
            return stop.status

    stopping.__doc__ = command.__doc__
    stopping.__name__ = command.__name__
    return stopping
