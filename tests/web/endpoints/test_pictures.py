"""Pictures at a stable address, for holders of the embed address or of a key."""

import struct
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from app.settings import Secret
from app.web.endpoints import embedding, pictures
from app.web.guards.access import Access
from app.web.guards.head import CrossSite
from app.web.guards.headers import Headers
from tests.support.holds import holds
from tests.web import tiny

KEY, VIEW = "a-long-enough-access-key", "a-long-enough-view-key"
ORIGIN = "http://127.0.0.1:8000"
HOST = {"x-access-key": KEY}
SCRIPT = """
export const asks = (configuration) => ({ functionKey: "count", payload: configuration });
export function draw({ count }, { locale, timezone, place }) {
  const { color } = getComputedStyle(place);
  const size = `width="${count}0" height="20"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size}><desc>${[color, locale, timezone]}</desc></svg>`;
}
"""
BOTH = pytest.mark.parametrize("form", ["svg", "png"])


def server(folder: Path, script: str | None = SCRIPT) -> httpx.AsyncClient:
    """Return a client of a server with keys, whose gadgets are drawn by `script`."""
    app = tiny.server(folder, access_key=Secret(KEY), view_key=Secret(VIEW))
    if script is not None:
        (folder / "static" / "picture.js").write_text(script)
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=ORIGIN)


@pytest.fixture
async def client(tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    """Give a client of a server whose gadgets make pictures."""
    async with server(tmp_path) as made:
        yield made


async def token(client: httpx.AsyncClient, gadget: str = "10001") -> str:
    """Return the proof of a gadget's embed address."""
    answer = await client.post(f"/dashboard/gadgets/{gadget}/embed", json={}, headers=HOST)
    url: str = answer.json()["url"]
    return parse_qs(urlsplit(url).query)["token"][0]


async def test_an_embed_address_has_pictures(client: httpx.AsyncClient) -> None:
    """`.svg` and `.png` after the gadget's id give the stored configuration's picture, without a key or a cookie."""
    proof = await token(client)
    drawn = await client.get(f"/embed/10001.svg?token={proof}&theme=dark&locale=de-DE&timezone=Europe/Berlin")
    assert (drawn.status_code, drawn.headers["content-type"]) == (200, "image/svg+xml")
    assert 'width="30"' in drawn.text
    assert "<desc>rgb(206, 207, 210),de-DE,Europe/Berlin</desc>" in drawn.text
    png = await client.get(f"/embed/10001.png?token={proof}")
    assert (png.status_code, png.headers["content-type"]) == (200, "image/png")
    assert struct.unpack(">II", png.content[16:24]) == (60, 40)


async def test_the_picture_comes_with_the_embed_address(client: httpx.AsyncClient, tmp_path: Path) -> None:
    """Who asks for a gadget's embed address gets its picture's too, and none where nothing draws it."""
    path = "/dashboard/gadgets/10001/embed"
    found = (await client.post(path, json={}, headers=HOST)).json()
    assert found["picture"] == found["url"].replace("/10001?", "/10001.png?")
    assert (await client.get(found["picture"].removeprefix(ORIGIN))).status_code == 200
    (tmp_path / "static" / "picture.js").unlink()
    assert (await client.post(path, json={}, headers=HOST)).json()["picture"] is None


@holds(Headers, "Kind.PICTURE: picture, ")
@BOTH
async def test_a_picture_runs_nothing_and_is_shown_elsewhere(form: str, client: httpx.AsyncClient) -> None:
    """Opened by its address it may load and run nothing; other sites may show it, and request it again each time."""
    headers = (await client.get(f"/embed/10001.{form}?token={await token(client)}")).headers
    assert headers["content-security-policy"] == "default-src 'none'; sandbox; frame-ancestors 'none'"
    assert headers["cross-origin-resource-policy"] == "cross-origin"
    assert headers["cache-control"] == "private, no-cache"
    assert headers["x-content-type-options"] == "nosniff"


@holds(CrossSite, " or (route.kind is Kind.PICTURE and is_signed(scope))")
@holds(Access, "{Kind.EMBED, Kind.PICTURE} and is_signed(scope)", "{Kind.EMBED} and is_signed(scope)")
async def test_a_page_of_another_site_shows_a_signed_picture(client: httpx.AsyncClient) -> None:
    """The proof is all that such a request needs."""
    elsewhere = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors", "sec-fetch-dest": "image"}
    address = f"/embed/10001.svg?token={await token(client)}"
    assert (await client.get(address, headers=elsewhere)).status_code == 200
    assert (await client.get("/embed/10001.svg", headers={**elsewhere, **HOST})).status_code == 403


@holds(pictures, "    if is_signed(request.scope):\n", "    if False:\n")
@pytest.mark.parametrize("query", ["token=", "token=x", "token=" + "0" * 64, "xtoken=1", "token=é"])
@BOTH
async def test_a_wrong_proof_shows_nothing(form: str, query: str, client: httpx.AsyncClient) -> None:
    """An address with a proof is refused unless the proof is right, even with a key beside it."""
    await token(client)
    for headers in ({}, HOST):
        answer = await client.get(f"/embed/10001.{form}?{query}", headers=headers)
        assert (answer.status_code, answer.json()["type"]) == (403, "/problems/embed-refused")


@holds(embedding, "        if any(same):", "        if True:")
@BOTH
async def test_a_proof_is_one_gadgets_and_ends_when_withdrawn(form: str, client: httpx.AsyncClient) -> None:
    """Another gadget, existing or not, and a withdrawn address are refused in the same words."""
    gadgets = [{"id": "10001", "moduleKey": "tiny-gadget"}, {"id": "10002", "moduleKey": "tiny-gadget"}]
    await client.put("/dashboard", json={"columns": 1, "gadgets": gadgets}, headers=HOST)
    await client.put("/dashboard/gadgets/10001/configuration", json={"items": [1]}, headers=HOST)
    proof = await token(client)
    assert (await client.get(f"/embed/10001.{form}?token={proof}")).status_code == 200
    others = [await client.get(f"/embed/{gadget}.{form}?token={proof}") for gadget in ("10002", "10003")]
    await client.delete("/dashboard/gadgets/10001/embed", headers=HOST)
    withdrawn = await client.get(f"/embed/10001.{form}?token={proof}")
    assert [answer.status_code for answer in (*others, withdrawn)] == [403] * 3
    assert others[0].json() == others[1].json() == withdrawn.json()


@holds("app/web/guards/access.py", "Kind.EMBED, Kind.PICTURE, Kind.DATA})", "Kind.EMBED, Kind.DATA})")
@BOTH
async def test_without_a_proof_a_key_is_needed(form: str, client: httpx.AsyncClient) -> None:
    """A key of either kind opens the pictures of all gadgets, also of those that were never embedded."""
    answers = [await client.get(f"/embed/10001.{form}", headers=one) for one in ({}, {"x-access-key": VIEW}, HOST)]
    assert [answer.status_code for answer in answers] == [401, 200, 200]
    assert answers[0].json()["type"] == "/problems/access-key-missing"
    assert (await client.get(f"/embed/10009.{form}", headers=HOST)).json()["type"] == "/problems/unknown-gadget"


async def test_a_picture_that_has_not_changed_is_not_sent_again(client: httpx.AsyncClient) -> None:
    """A request with the picture's tag gets 304 until the configuration changes."""
    first = await client.get("/embed/10001.svg", headers=HOST)
    again = {**HOST, "if-none-match": first.headers["etag"]}
    assert [(await client.get(f"/embed/10001.{form}", headers=again)).status_code for form in ("svg", "png")] == [
        304,
        200,
    ]
    await client.put("/dashboard/gadgets/10001/configuration", json={"items": [9]}, headers=HOST)
    assert (await client.get("/embed/10001.svg", headers=again)).status_code == 200


@holds(embedding, "if definition is None or not opens(", "if definition is None or not (lambda *_: True)(")
@pytest.mark.parametrize("asked", ['{ functionKey: "count", payload: { items: [] } }', '{ functionKey: "nothing" }'])
async def test_a_picture_shows_the_stored_configuration_only(asked: str, tmp_path: Path) -> None:
    """Another payload, or an unknown function, is refused as for the embedded page."""
    async with server(tmp_path, SCRIPT.replace('{ functionKey: "count", payload: configuration }', asked)) as client:
        answer = await client.get(f"/embed/10001.svg?token={await token(client)}")
    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/embed-refused")


@holds(pictures, "if not LOOKS[name].fullmatch(value):", "if False:")
@pytest.mark.parametrize("query", ["theme=blue", "locale=%22", "timezone=a%20b", "locale=" + "a" * 36])
async def test_a_strange_look_is_refused(query: str, client: httpx.AsyncClient) -> None:
    """The refusal names the parameter and not its value."""
    answer = await client.get(f"/embed/10001.svg?{query}", headers=HOST)
    assert (answer.status_code, answer.json()["type"]) == (400, "/problems/query-refused")
    assert answer.json()["detail"].startswith(query.partition("=")[0])


async def test_an_app_without_pictures_says_so(tmp_path: Path) -> None:
    """A resource without a `picture.js` has no pictures, which is no fault."""
    async with server(tmp_path, None) as client:
        answer = await client.get("/embed/10001.svg", headers=HOST)
    assert (answer.status_code, answer.json()["type"]) == (404, "/problems/no-picture")


async def test_a_gadget_without_settings_says_so(client: httpx.AsyncClient) -> None:
    """Before it is set up there is nothing to draw."""
    gadgets = [{"id": "10001", "moduleKey": "tiny-gadget"}, {"id": "10002", "moduleKey": "tiny-gadget"}]
    await client.put("/dashboard", json={"columns": 1, "gadgets": gadgets}, headers=HOST)
    answer = await client.get("/embed/10002.svg", headers=HOST)
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/gadget-not-set-up")


@pytest.mark.parametrize(("package", "form"), [("resvg_py", "png"), ("py_mini_racer", "svg"), ("py_mini_racer", "png")])
async def test_without_the_extra_the_answer_says_what_to_install(
    package: str, form: str, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the packages the answer has an error type of its own."""
    monkeypatch.setitem(sys.modules, package, None)
    answer = await client.get(f"/embed/10001.{form}", headers=HOST)
    assert (answer.status_code, answer.json()["type"]) == (501, "/problems/pictures-not-installed")
    assert "velocity-chart[images]" in answer.json()["detail"]
