"""Boards that the user may not see, with the check as the user on and off."""

from contextlib import suppress
from typing import Any

import pytest

from app.container import installations
from app.forge.sdk import api
from resolvers import handler
from resolvers.handlers import velocity, work_left
from resolvers.jira import client
from tests.container.conftest import Service, Start
from tests.support.holds import holds
from tests.support.served import Refused
from tests.support.site.quota import Quota

OF_NO_BOARD = {"listBoards", "suggestConfiguration"}
"""The functions whose payload names no board: they request the list of boards as the user."""

FUNCTIONS = sorted(handler.functions.keys() - OF_NO_BOARD)


def payload(function: str, board: int) -> dict[str, object]:
    """Return the payload that a function takes for a board."""
    if function == "describeBoard":
        return {"boardId": board}
    more: dict[str, dict[str, object]] = {"explainSprint": {"sprintId": 1}, "forecast": {"sprints": 2}}
    return {"boardIds": [board], **more.get(function, {})}


async def closed(start: Start, data: Any, *, checks_user: bool) -> tuple[Service, int]:
    """Return the container on a site whose first board "b" may not see, with figures stored because "a" looked."""
    board = data["boards"][0]["id"]
    service = await start(data, closed={"b": frozenset({board})}, checks_user=checks_user)
    await service.ask("getVelocity", {"boardIds": [board]})
    return service, board


@holds(api.denial, "return next((answer for answer in answers if not answer.ok), None)", "return None")
@holds(velocity.report, "    await require_readable(configuration.board_ids)\n", "")
@holds(work_left.work_left, "    await require_readable(configuration.board_ids)\n", "")
@holds(client.require_readable, "    if answer is None:", "    if True:")
@pytest.mark.parametrize("function", FUNCTIONS)
async def test_a_closed_board_does_not_exist(start: Start, data: Any, function: str) -> None:
    """With the check on, every function refuses a board that the user may not see, stored figures or not."""
    service, board = await closed(start, data, checks_user=True)
    with pytest.raises(Refused) as caught:
        await service.ask(function, payload(function, board), who="b")
    assert caught.value.problem["status"] == 404
    assert '"type":"board-not-found"' in caught.value.problem["detail"]


@holds(client.require_readable, "if answer.status in NO_PERMISSION:", "if True:")
async def test_at_the_wall_a_board_is_not_told_as_missing(start: Start, data: Any) -> None:
    """While Jira answers nobody, who was let in sees what is stored, and others are told until when."""
    service, board = await closed(start, data, checks_user=True)
    service.tenant.site.quota = Quota(service.clock, points=0)
    assert (await service.ask("getVelocity", {"boardIds": [board]}))["sprints"]
    with pytest.raises(Refused) as caught:
        await service.ask("getVelocity", {"boardIds": [board]}, who="c")
    assert caught.value.problem["status"] == 429
    assert f'"retryAfterSeconds":{round(3600 - service.clock.now() % 3600)}' in caught.value.problem["detail"]


async def test_without_the_check_whoever_sees_the_dashboard_sees_the_figures(start: Start, data: Any) -> None:
    """With the check off every request is the app's, and none is the user's."""
    service, board = await closed(start, data, checks_user=False)
    assert (await service.ask("getVelocity", {"boardIds": [board]}, who="b"))["sprints"]
    assert not [one for one in service.sidecar.seen if "as=user" in one.authorization]


async def test_the_check_asks_once_a_minute(start: Start, data: Any) -> None:
    """A user's permission is trusted for a minute, for that user only; a refusal is not remembered."""
    service, board = await closed(start, data, checks_user=True)

    async def asked(who: str) -> int:
        service.sidecar.seen.clear()
        with suppress(Refused):
            await service.ask("getProgress", {"boardIds": [board]}, who=who)
        return len([one for one in service.sidecar.seen if "as=user" in one.authorization])

    assert await asked("a") == 0
    assert await asked("c") == 1
    assert [await asked("b"), await asked("b")] == [1, 1]
    service.clock.advance(61)
    assert await asked("a") == 1


@holds(installations.Installations.invoke, "found.readable if called.account_id else {}", "found.readable")
async def test_viewers_without_a_name_are_asked_for_each_time(start: Start, data: Any) -> None:
    """If the sidecar does not name the viewer, one viewer's permission opens nothing to another."""
    service, board = await closed(start, data, checks_user=True)
    service.sidecar.names_viewers = False
    assert (await service.ask("getVelocity", {"boardIds": [board]}, who="a"))["sprints"]
    with pytest.raises(Refused) as caught:
        await service.ask("getVelocity", {"boardIds": [board]}, who="b")
    assert caught.value.problem["status"] == 404


@pytest.mark.parametrize("function", sorted(OF_NO_BOARD))
async def test_boards_are_listed_as_the_user_sees_them(start: Start, data: Any, function: str) -> None:
    """With the check on, the list of boards is requested as the user."""
    service = await start(data, checks_user=True)
    await service.ask(function)
    (listed,) = [one for one in service.sidecar.seen if one.path == "/jira/rest/agile/1.0/board"]
    assert listed.authorization.startswith("Forge as=user,id=")
