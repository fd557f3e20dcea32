"""Manifests to validate: a valid one, and its variants by one change each."""

import copy
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

Change = tuple[tuple[str | int, ...], Any]

ABSENT = object()
GADGET = ("modules", "jira:dashboardGadget", 0)
FUNCTION = ("modules", "function", 0)
RESOURCE = ("resources", 0)
SCOPES = ("permissions", "scopes")
STYLES = ("permissions", "content", "styles")
SCRIPTS = ("permissions", "content", "scripts")

VALID: Mapping[str, Any] = {
    "modules": {
        "jira:dashboardGadget": [
            {
                "key": "gadget",
                "title": "A chart",
                "description": "Shows something.",
                "thumbnail": "https://example.invalid/icon.svg",
                "resource": "main",
                "resolver": {"function": "resolver"},
                "edit": {"resource": "main"},
                "refreshable": False,
            }
        ],
        "function": [{"key": "resolver", "handler": "index.handler"}],
    },
    "resources": [{"key": "main", "path": "static/main"}],
    "app": {
        "id": "ari:cloud:ecosystem::app/11111111-2222-3333-4444-555555555555",
        "runtime": {"name": "nodejs22.x"},
    },
    "permissions": {"scopes": ["read:jira-work", "storage:app"], "content": {"styles": ["unsafe-inline"]}},
}

WIDGET: Mapping[str, Any] = {
    "key": "widget",
    "title": "A chart",
    "description": "Shows something.",
    "thumbnail": "https://example.invalid/icon.svg",
    "resource": "main",
    "resolver": {"function": "resolver"},
    "edit": {"resource": "main"},
}


def widget(**changes: object) -> Change:
    """Return the change that adds a widget with these changes to the valid manifest."""
    changed = {name: value for name, value in {**WIDGET, **changes}.items() if value is not ABSENT}
    return ("modules", "dashboards:widget"), [changed]


FINE: Mapping[str, Change] = {
    "widget beside the gadget": widget(),
    "widget without edit view": widget(edit=ABSENT),
    "widget with data for insights": widget(aiContext={"data": {"function": "resolver"}}),
    "widget that names how it is rendered": widget(render="default"),
    "no edit view": ((*GADGET, "edit"), ABSENT),
    "no refreshable": ((*GADGET, "refreshable"), ABSENT),
    "longest title": ((*GADGET, "title"), "t" * 255),
    "title with an address": ((*GADGET, "title"), {"text": "Title", "href": "https://example.invalid"}),
    "longest description": ((*GADGET, "description"), "d" * 1000),
    "relative thumbnail": ((*GADGET, "thumbnail"), "icon.svg"),
    "render default": ((*GADGET, "render"), "default"),
    "unknown key of the module": ((*GADGET, "foo"), "bar"),
    "viewport size": ((*GADGET, "viewportSize"), "small"),
    "longest function key is free": (("modules", "function", 1), {"key": "k" * 23, "handler": "index.handler"}),
    "older runtime": (("app", "runtime", "name"), "nodejs20.x"),
    "newer runtime": (("app", "runtime", "name"), "nodejs24.x"),
    "memory": (("app", "runtime", "memoryMB"), 512),
    "licensing": (("app", "licensing"), {"enabled": True}),
    "another module": (
        ("modules", "jira:globalPermission"),
        [{"key": "use", "name": "Use it", "description": "May use it.", "anonymousAllowed": False}],
    ),
    "Connect gadgets to replace": ((*GADGET, "connectKeys"), ["old"]),
    "enforcement by the app": (("permissions", "enforcement"), "app-managed"),
    "sandbox": (("permissions", "sandbox"), ["allow-storage-access-by-user-activation"]),
    "app name": (("app", "name"), "A name"),
    "no permissions": (("permissions",), ABSENT),
    "no scopes": (SCOPES, []),
    "another known scope": (SCOPES, ["read:issue-details:jira"]),
    "script hash": (SCRIPTS, ["sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="]),
    "inline scripts": (SCRIPTS, ["unsafe-inline"]),
}
"""Both accept these."""

WRONG: Mapping[str, Change] = {
    "widget that is refreshable": widget(refreshable=False),
    "widget with conditions": widget(displayConditions={"isAdmin": True}),
    "widget without description": widget(description=ABSENT),
    "widget without resource": widget(resource=ABSENT),
    "widget with an entry of a resource": widget(resource="main/other"),
    "widget of an unknown resource": widget(resource="other"),
    "widget with a translated title": widget(title={"i18n": "title"}),
    "widget with an undefined function": widget(resolver={"function": "other"}),
    "widget with the gadget's key": widget(key="gadget"),
    "no key": ((*GADGET, "key"), ABSENT),
    "no title": ((*GADGET, "title"), ABSENT),
    "no description": ((*GADGET, "description"), ABSENT),
    "no thumbnail": ((*GADGET, "thumbnail"), ABSENT),
    "no resource": ((*GADGET, "resource"), ABSENT),
    "key with a space": ((*GADGET, "key"), "a gadget"),
    "key of a function": ((*GADGET, "key"), "resolver"),
    "empty title": ((*GADGET, "title"), ""),
    "title too long": ((*GADGET, "title"), "t" * 256),
    "title without address": ((*GADGET, "title"), {"text": "Title"}),
    "description too long": ((*GADGET, "description"), "d" * 1001),
    "thumbnail too long": ((*GADGET, "thumbnail"), "t" * 256),
    "unknown resource": ((*GADGET, "resource"), "other"),
    "unknown edit resource": ((*GADGET, "edit", "resource"), "other"),
    "empty edit": ((*GADGET, "edit"), {}),
    "resource name too long": ((*GADGET, "resource"), "r" * 24),
    "undefined function": ((*GADGET, "resolver", "function"), "other"),
    "empty resolver": ((*GADGET, "resolver"), {}),
    "resolver with both": ((*GADGET, "resolver"), {"function": "resolver", "endpoint": "remote"}),
    "unknown key of the resolver": ((*GADGET, "resolver", "foo"), "bar"),
    "UI Kit of a folder": ((*GADGET, "render"), "native"),
    "unknown render": ((*GADGET, "render"), "fast"),
    "refreshable as a text": ((*GADGET, "refreshable"), "yes"),
    "unlicensed access": ((*GADGET, "unlicensedAccess"), ["anonymous"]),
    "unknown module": (("modules", "jira:dashboardGizmo"), [{"key": "a"}]),
    "function key too long": (("modules", "function", 1), {"key": "k" * 24, "handler": "index.handler"}),
    "handler without attribute": ((*FUNCTION, "handler"), "index"),
    "handler without file": ((*FUNCTION, "handler"), "missing.handler"),
    "unknown key of the function": ((*FUNCTION, "foo"), "bar"),
    "memory of a function": ((*FUNCTION, "memoryMB"), 256),
    "resource without folder": ((*RESOURCE, "path"), "static/missing"),
    "resource without page": ((*RESOURCE, "path"), "static/empty"),
    "resource key too long": ((*RESOURCE, "key"), "r" * 24),
    "unknown key of the resource": ((*RESOURCE, "foo"), "bar"),
    "no app": (("app",), ABSENT),
    "no app id": (("app", "id"), ABSENT),
    "app id without ari": (("app", "id"), "11111111-2222-3333-4444-555555555555"),
    "no runtime": (("app", "runtime"), ABSENT),
    "runtime too old": (("app", "runtime", "name"), "nodejs18.x"),
    "runtime of another language": (("app", "runtime", "name"), "python3.12"),
    "unknown key of the app": (("app", "foo"), "bar"),
    "no scope at all": (SCOPES, ["everything"]),
    "scope that was never one": (SCOPES, ["read:board:jira-software"]),
    "unknown style": (STYLES, ["unsafe-eval"]),
    "unknown script": (SCRIPTS, ["unsafe-everything"]),
    "unknown key of the permissions": (("permissions", "foo"), "bar"),
    "unknown key of the file": (("foo",), "bar"),
}
"""Both refuse these."""

STRICTER: Mapping[str, Change] = {
    "entry of a resource": ((*RESOURCE, "entry"), {"index": "index.html"}),
    "resolver with timeout": ((*FUNCTION, "timeoutSeconds"), 20),
    "write scope": (SCOPES, ["write:jira-work"]),
    "memory out of range": (("app", "runtime", "memoryMB"), 64),
    "egress": (("permissions", "external"), {"fetch": {"backend": [{"address": "https://example.invalid"}]}}),
}
"""Forge accepts these; this platform refuses them, because it does not offer what they need."""

WARNED: Mapping[str, Change] = {"scope that looks like one": (SCOPES, ["read:jira-wonders"])}
"""Forge knows all scopes and refuses these; here a scope that permits nothing is a warning."""


def write(folder: Path, *changes: Change) -> Path:
    """Write the valid manifest with changes (place, value) and the files that both sides need; return its path.

    Ours wants the handler in a Python module next to the manifest, Forge in a JavaScript file under `src`.
    """
    content = copy.deepcopy(dict(VALID))
    for place, value in changes:
        _change(content, place, value)
    for name in ("static/main/index.html", "static/empty/other.html"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("<!doctype html><html><head></head></html>")
    (folder / "index.py").write_text("handler = 1\n")
    (folder / "src").mkdir()
    (folder / "src" / "index.js").write_text("export const handler = 1;\n")
    path = folder / "manifest.yml"
    path.write_text(yaml.safe_dump(content, sort_keys=False))
    return path


def _change(target: Any, place: tuple[str | int, ...], value: object) -> None:
    for part in place[:-1]:
        target = target[part] if isinstance(part, int) else target.setdefault(part, {})
    if value is ABSENT:
        del target[place[-1]]
    elif isinstance(target, list) and place[-1] == len(target):
        target.append(value)
    else:
        target[place[-1]] = value
