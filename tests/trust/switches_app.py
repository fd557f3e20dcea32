"""Switches of the app's room: what its manifest may ask for, what it may import, and its frames on the page."""

from typing import Final

from tests.trust.switch import Switch

MANIFEST_REFUSED: Final = "tests/forge/manifest/test_reader.py::test_what_is_refused"
CHECKS: Final = "app/forge/manifest/rules.py"
SCOPES: Final = "app/forge/manifest/scopes.py"
HOUSE: Final = "tests/test_house.py"
BRIDGE: Final = "tests/host/test_bridge.py"

SWITCHES: Final = (
    Switch(
        promise="a manifest's scopes are judged",
        file=CHECKS,
        guard="if fault := fault_of(scope):",
        off="if False and (fault := fault_of(scope)):",
        test=MANIFEST_REFUSED,
    ),
    Switch(
        promise="a manifest that asks for a write scope is refused",
        file=SCOPES,
        guard="if _CHANGING.fullmatch(scope):",
        off="if False:",
        test=MANIFEST_REFUSED,
    ),
    Switch(
        promise="a manifest that asks for an unknown scope is refused",
        file=SCOPES,
        guard="if scope in UNKNOWN or not (_CLASSIC.fullmatch(scope) or _GRANULAR.fullmatch(scope)):",
        off="if False:",
        test=MANIFEST_REFUSED,
    ),
    Switch(
        promise="a manifest that asks for egress is refused",
        file=CHECKS,
        guard="if file.permissions.external:",
        off="if False:",
        test=MANIFEST_REFUSED,
    ),
    Switch(
        promise="a manifest with remotes is refused",
        file=CHECKS,
        guard="if file.remotes:",
        off="if False:",
        test=MANIFEST_REFUSED,
    ),
    Switch(
        promise="a manifest with a remote endpoint is refused",
        file=CHECKS,
        guard='"error", "not-offered", "remote endpoints',
        off='"warning", "not-offered", "remote endpoints',
        test=MANIFEST_REFUSED,
    ),
    Switch(
        promise="a manifest with an unknown module is refused",
        file="app/forge/manifest/schema.py",
        guard='model_config = ConfigDict(extra="forbid"',
        off='model_config = ConfigDict(extra="ignore"',
        test=MANIFEST_REFUSED,
    ),
    Switch(
        promise="a manifest's folders are its own",
        file=CHECKS,
        guard="if not path.is_relative_to(folder.resolve()) or path == folder.resolve():",
        off="if False:",
        test=MANIFEST_REFUSED,
    ),
    Switch(
        promise="a manifest with an error is not loaded",
        file="app/forge/manifest/reader.py",
        guard='if file is None or any(finding.level == "error" for finding in findings):',
        off="if file is None:",
        test=MANIFEST_REFUSED,
    ),
    Switch(
        promise="our manifest asks for the scopes that are listed",
        file="manifest.yaml",
        guard="    - storage:app\n",
        off="    - storage:app\n    - read:jira-user\n",
        test="tests/test_docs.py::test_scopes",
    ),
    Switch(
        promise="the requests that can leave are those that are listed",
        file="app/forge/product/policy/operations.py",
        guard='query=frozenset({"startAt", "maxResults", "state"})',
        off='query=frozenset({"startAt", "maxResults", "state", "expand"})',
        test="tests/test_docs.py::test_the_inventory_of_requests",
    ),
    Switch(
        promise="the app imports no way out",
        file="resolvers/cache/store.py",
        guard="from app.forge import KvsError, WhereConditions, kvs, now\n",
        off="import urllib.request\n\nfrom app.forge import KvsError, WhereConditions, kvs, now\n",
        test=f"{HOUSE}::test_the_app_imports_no_way_out",
    ),
    Switch(
        promise="new versions wait a week",
        file="Makefile",
        guard=' --exclude-newer "$$week"',
        test="tests/test_docs.py::test_new_versions_wait_a_week",
    ),
    Switch(
        promise="run-time dependencies are locked",
        file="requirements.txt",
        guard="annotated-types==",
        off="annotated-types>=",
        test=f"{HOUSE}::test_locked_requirements",
    ),
    Switch(
        promise="an audit that could not be made is no pass",
        file=".ci/audit.py",
        guard="if skipped or not packages:",
        off="if False:",
        test="tests/test_audit.py::test_verdict",
    ),
    Switch(
        promise="the app uses the door only",
        file="resolvers/cache/store.py",
        guard="from app.forge import KvsError, WhereConditions, kvs, now\n",
        off="import app.settings\nfrom app.forge import KvsError, WhereConditions, kvs, now\n",
        test=f"{HOUSE}::test_the_app_uses_the_door_only",
    ),
    Switch(
        promise="the app knows no HTTP client and no environment",
        file="resolvers/cache/store.py",
        guard="from app.forge import KvsError, WhereConditions, kvs, now\n",
        off="import os\n\nfrom app.forge import KvsError, WhereConditions, kvs, now\n",
        test=f"{HOUSE}::test_import_rules",
    ),
    Switch(
        promise="a page's requests have the manifest's scopes",
        file="app/web/endpoints/product.py",
        guard="scopes=frozenset(platform.manifest.scopes),",
        off='scopes=frozenset({"read:jira-work", "read:sprint:jira-software"}),',
        test="tests/web/test_server.py::test_a_page_may_ask_jira_through_the_same_guards",
    ),
    Switch(
        promise="a gadget's frame is sandboxed without an origin",
        file="static/host/frame/frame.js",
        guard='  "allow-scripts',
        off='  "allow-same-origin allow-scripts',
        test="tests/host/test_page.py::test_a_first_visit_shows_one_configured_gadget",
    ),
    Switch(
        promise="a connection of the host hears its own frame",
        file="static/host/frame/connection.js",
        guard="event.source !== this.frame.contentWindow || ",
        test="tests/host/test_page.py::test_gadgets_are_moved_by_keys_alone",
    ),
    Switch(
        promise="the host hears nobody but frames",
        file="static/host/frame/connection.js",
        guard='event.source !== this.frame.contentWindow || event.origin !== "null" || ',
        test=f"{BRIDGE}::test_the_host_hears_its_frames_only",
    ),
    Switch(
        promise="a call to the host counts once",
        file="static/host/frame/connection.js",
        guard=" || id <= this.#lastId",
        test=f"{BRIDGE}::test_the_host_hears_its_frames_only",
    ),
    Switch(
        promise="a gadget's page hears its host only",
        file="static/bridge/bridge.js",
        guard="event.source !== host || event.origin !== origin || ",
        test=f"{BRIDGE}::test_the_page_hears_its_host_only",
    ),
)
