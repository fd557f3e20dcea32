"""The container's figures are the ledger's."""

from typing import Any

from app.container import installations
from tests.container.conftest import Start
from tests.spec.test_ledger import KINDS, boards, differences
from tests.support.holds import holds


async def test_every_sprint_of_every_board_through_the_sidecar(company: Any, start: Start) -> None:
    """Read through the sidecar, all figures of every board's last 20 sprints are the ledger's."""
    service = await start(company.data)
    seen = boards(company)
    assert len(seen) >= 8
    for board in seen:
        report = await service.ask("getVelocity", {"boardIds": [board], "sprintCount": 20})
        truth = company.ledger.sprints(board)
        assert len(report["sprints"]) == min(20, len(truth))
        assert differences(report, truth, KINDS[report["unit"]["kind"]]) == []


async def test_figures_are_kept_in_forges_store(company: Any, start: Start) -> None:
    """A second report comes from the store without a request to Jira; explanation and forecast work too."""
    service = await start(company.data)
    board = boards(company)[0]
    first = await service.ask("getVelocity", {"boardIds": [board]})
    service.sidecar.seen.clear()
    second = await service.ask("getVelocity", {"boardIds": [board]})
    assert second["cache"]["state"] == "fresh"
    assert second["sprints"] == first["sprints"]
    assert not [one for one in service.sidecar.seen if one.path.startswith("/jira/")]
    assert [one for one in service.sidecar.seen if one.path.startswith("/forge/storage/kvs/v1/")]
    sprint = first["sprints"][-1]
    told = await service.ask("explainSprint", {"boardIds": [board], "sprintId": sprint["id"]})
    assert told["sprint"] == sprint
    assert (await service.ask("forecast", {"boardIds": [board], "work": 50}))["sprintsNeeded"]["p50"] >= 1


async def test_links_lead_to_the_site(company: Any, start: Start) -> None:
    """A report's links lead to the site that the sidecar names."""
    service = await start(company.data)
    report = await service.ask("getVelocity", {"boardIds": [boards(company)[0]]})
    assert report["boards"][0]["url"].startswith("https://site.atlassian.net/")


@holds(
    installations.Installations._of, "self._known.get(called.installation)", "next(iter(self._known.values()), None)"
)
async def test_two_sites_never_share_a_figure(company: Any, start: Start) -> None:
    """One process serves two installations and never shows the figures of one to the other."""
    service = await start(company.data)
    board = boards(company)[0]
    other = service.sidecar.install({**company.data, "issues": []})
    full = await service.ask("getVelocity", {"boardIds": [board]})
    empty = await service.ask("getVelocity", {"boardIds": [board]}, tenant=other)
    assert sum(sprint["committed"] for sprint in full["sprints"]) > 0
    assert sum(sprint["committed"] for sprint in empty["sprints"]) == 0
    assert other.cloud_id != service.tenant.cloud_id
