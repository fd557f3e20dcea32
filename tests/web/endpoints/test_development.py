"""Settings for the maker of a gadget: the text of an uncaught error, and an account in the context."""

from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.support.holds import holds
from tests.web import tiny


async def ask(folder: Path, path: str, body: object = None, **values: Any) -> Any:
    """Return the answer of a server with these settings."""
    transport = httpx.ASGITransport(tiny.server(folder, **values))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as client:
        answer = await (client.get(path) if body is None else client.post(path, json=body))
        return answer.json()


@holds("app/web/platform.py", "development=settings.development", "development=True")
@pytest.mark.parametrize(("environment", "shown"), [("production", False), ("development", True)])
async def test_an_uncaught_error_shows_its_text_in_development_only(
    environment: str,
    shown: bool,  # noqa: FBT001
    tmp_path: Path,
) -> None:
    """As in Forge, and only where the settings say that the caller is the app's maker."""
    error = (await ask(tmp_path, "/invoke", {"functionKey": "crash"}, environment=environment))["error"]
    assert (error["message"] == "SECRET of the app") is shown
    assert ("SECRET" in str(error)) is shown
    assert error["type"] == "function-crashed"
    problem = await ask(tmp_path, "/resolvers/crash", {}, environment=environment)
    assert ("SECRET" in str(problem)) is shown


@holds("app/forge/runtime/runner.py", '{"accountId": origin.account_id}', '{"accountId": "somebody"}')
@pytest.mark.parametrize("account", [None, "5b10-made-up"])
async def test_the_account_is_that_of_the_settings_or_nobody(account: str | None, tmp_path: Path) -> None:
    """A function gets the account of the settings whatever the page sends; so does the page."""
    call = {"functionKey": "echo", "context": {"accountId": "forged"}}
    answer = await ask(tmp_path, "/invoke", call, account_id=account)
    assert answer["body"]["context"]["accountId"] == account
    assert (await ask(tmp_path, "/dashboard", account_id=account))["site"]["accountId"] == account
