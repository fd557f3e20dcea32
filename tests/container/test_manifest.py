"""`manifest.forge.yaml` beside `manifest.yaml`: the same app, answered by a container service."""

import re
from typing import Any

import yaml

from app.container import server
from app.settings import ROOT

HERE: Any = yaml.safe_load((ROOT / "manifest.yaml").read_text("utf-8"))
FORGE: Any = yaml.safe_load((ROOT / "manifest.forge.yaml").read_text("utf-8"))
BRIDGE = (ROOT / "static" / "gadget" / "lib" / "bridge.js").read_text("utf-8")
OWN = {"function", "endpoint"}


def test_both_manifests_are_of_one_app() -> None:
    """Id, scopes, resources and modules are the same; only a module's key and resolver differ."""
    for part in ("app", "permissions", "resources"):
        assert HERE[part] == FORGE[part]
    assert HERE["modules"].keys() - OWN == FORGE["modules"].keys() - OWN
    for kind in HERE["modules"].keys() - OWN:
        for here, there in zip(HERE["modules"][kind], FORGE["modules"][kind], strict=True):
            assert there == here | {"key": f"{here['key']}-service", "resolver": {"endpoint": "velocity"}}


def test_the_page_tells_a_service_by_the_keys_of_this_manifest_only() -> None:
    """The page's pattern matches every module key of `manifest.forge.yaml` and none of `manifest.yaml`."""
    (pattern,) = re.findall(r"const SERVICE = /(.+)/;", BRIDGE)
    for manifest, fits in ((HERE, False), (FORGE, True)):
        keys = [item["key"] for kind in manifest["modules"].keys() - OWN for item in manifest["modules"][kind]]
        assert keys
        assert {bool(re.search(pattern, key)) for key in keys} == {fits}


def test_the_service_has_the_addresses_that_are_named() -> None:
    """The service has the manifest's health route and the path that the page calls."""
    (service,) = FORGE["services"]
    (container,) = service["containers"]
    assert {route.path for route in server.ROUTES} == {container["health"]["route"]["path"], "/invoke"}
    assert 'path: "/invoke"' in BRIDGE
    assert [one["service"] for one in FORGE["modules"]["endpoint"]] == [service["key"]]
    assert len(service["key"]) <= 19
