"""`manifest.forge.yaml` beside `manifest.yaml`: the same app behind another door."""

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
    """Id, scopes, resources and modules are the same; only what answers a module, and its key, differ."""
    for part in ("app", "permissions", "resources"):
        assert HERE[part] == FORGE[part]
    assert HERE["modules"].keys() - OWN == FORGE["modules"].keys() - OWN
    for kind in HERE["modules"].keys() - OWN:
        for here, there in zip(HERE["modules"][kind], FORGE["modules"][kind], strict=True):
            assert there == here | {"key": f"{here['key']}-service", "resolver": {"endpoint": "velocity"}}


def test_the_page_tells_a_service_by_the_keys_of_this_manifest_only() -> None:
    """The pattern in the page fits every module of the one manifest and none of the other."""
    (pattern,) = re.findall(r"const SERVICE = /(.+)/;", BRIDGE)
    for manifest, fits in ((HERE, False), (FORGE, True)):
        keys = [item["key"] for kind in manifest["modules"].keys() - OWN for item in manifest["modules"][kind]]
        assert keys
        assert {bool(re.search(pattern, key)) for key in keys} == {fits}


def test_the_service_has_the_addresses_that_are_named() -> None:
    """The health route of the manifest and the path that the page sends to are those of the service."""
    (service,) = FORGE["services"]
    (container,) = service["containers"]
    assert {route.path for route in server.ROUTES} == {container["health"]["route"]["path"], "/invoke"}
    assert 'path: "/invoke"' in BRIDGE
    assert [one["service"] for one in FORGE["modules"]["endpoint"]] == [service["key"]]
    assert len(service["key"]) <= 19
