"""A manifest is refused for everything that Forge refuses, and for what this platform does not offer."""

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from app.forge.errors import Finding
from app.forge.manifest import rules
from app.forge.manifest.reader import GadgetModule, ManifestError, inspect, load
from app.forge.manifest.schema import Closed
from app.forge.manifest.scopes import fault_of
from tests.support.holds import holds

VALID: dict[str, Any] = {
    "modules": {
        "jira:dashboardGadget": [
            {
                "key": "velocity-gadget",
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
    "permissions": {
        "scopes": ["read:jira-work", "storage:app"],
        "content": {"styles": ["unsafe-inline"]},
    },
}
GADGET = ("modules", "jira:dashboardGadget", 0)
FUNCTION = ("modules", "function", 0)
ABSENT = object()

Write = Callable[..., Path]
Change = tuple[tuple[str | int, ...], Any]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Return a function that writes the valid manifest with changes (location, value), next to the files it names."""
    (tmp_path / "static" / "main").mkdir(parents=True)
    (tmp_path / "static" / "main" / "index.html").write_text("<!doctype html>")
    (tmp_path / "static" / "empty").mkdir()
    (tmp_path / "index.py").write_text("def handler():\n    inner = 1\n")
    (tmp_path / "starred.py").write_text("from index import *\n")
    (tmp_path / "broken.py").write_text("def handler(:\n")
    (tmp_path / "binary.py").write_bytes(b"\xff\xfe")
    (tmp_path / "package").mkdir()
    (tmp_path / "package" / "__init__.py").write_text("from index import handler as renamed\nvalue: int = 1\n")
    (tmp_path / "package" / "inner.py").write_text("handler = 1\n")

    def written(*changes: Change, name: str = "manifest.yaml") -> Path:
        content = copy.deepcopy(VALID)
        for location, value in changes:
            target: Any = content
            for part in location[:-1]:
                target = target[int(part)] if isinstance(target, list) else target.setdefault(part, {})
            if value is ABSENT:
                del target[location[-1]]
            elif isinstance(target, list) and location[-1] == len(target):
                target.append(value)
            else:
                target[location[-1]] = value
        path = tmp_path / name
        path.write_text(yaml.safe_dump(content, sort_keys=False))
        return path

    return written


def told(findings: list[Finding], level: str) -> list[str]:
    """Return the sentences of a level."""
    return [finding.message for finding in findings if finding.level == level]


def test_a_valid_manifest_has_no_findings(write: Write, tmp_path: Path) -> None:
    """The manifest that passes Forge's own validator has no findings here, and is read completely."""
    path = write()
    assert inspect(path) == []
    manifest = load(path)
    assert manifest.folder == tmp_path
    assert manifest.app_id == "ari:cloud:ecosystem::app/11111111-2222-3333-4444-555555555555"
    assert manifest.scopes == {"read:jira-work", "storage:app"}
    assert manifest.functions == {"resolver": "index.handler"}
    assert manifest.resources == {"main": tmp_path / "static" / "main"}
    assert manifest.content_styles == ("unsafe-inline",)
    assert manifest.warnings == ()
    assert manifest.gadgets == (
        GadgetModule(
            type="jira:dashboardGadget",
            key="velocity-gadget",
            title="A chart",
            description="Shows something.",
            thumbnail="https://example.invalid/icon.svg",
            resource="main",
            edit_resource="main",
            resolver_function="resolver",
            refreshable=False,
        ),
    )


def test_our_own_manifest_has_no_warnings() -> None:
    """The product's manifest requests nothing that it does not use."""
    assert told(inspect(Path(__file__).resolve().parents[3] / "manifest.yaml"), "warning") == []


@pytest.mark.parametrize("name", ["manifest.yaml", "manifest.yml", "another.yml"])
def test_both_suffixes_are_fine(name: str, write: Write) -> None:
    """A manifest may have any file name with a YAML suffix."""
    load(write(name=name))


@pytest.mark.parametrize(
    "change",
    [
        ((*GADGET, "edit"), ABSENT),
        ((*GADGET, "refreshable"), ABSENT),
        ((*GADGET, "title"), "t" * 255),
        ((*GADGET, "title"), {"text": "Title", "href": "https://example.invalid"}),
        ((*GADGET, "description"), "d" * 1000),
        ((*GADGET, "thumbnail"), "relative.svg"),
        ((*GADGET, "render"), "default"),
        ((*FUNCTION, "handler"), "package.renamed"),
        ((*FUNCTION, "handler"), "package.value"),
        ((*FUNCTION, "handler"), "package.inner.handler"),
        ((*FUNCTION, "handler"), "starred.handler"),
        (("app", "runtime", "name"), "nodejs24.x"),
        (("app", "runtime", "memoryMB"), 512),
        (("app", "licensing"), {"enabled": True}),
        (("permissions",), ABSENT),
        (("permissions", "scopes"), []),
        (("permissions", "scopes"), {"read:jira-work": {}}),
        (("permissions", "scopes"), ["read:board-scope.admin:jira-software", "read:sprint:jira-software"]),
    ],
)
def test_what_is_accepted_without_a_word(change: Change, write: Write) -> None:
    """Forge accepts these silently, and so does this platform."""
    assert inspect(write(change)) == []


ERRORS: list[tuple[Change, str]] = [
    (((*GADGET, "key"), ABSENT), "jira:dashboardGadget lacks 'key'"),
    (((*GADGET, "title"), ABSENT), "jira:dashboardGadget lacks 'title'"),
    (((*GADGET, "description"), ABSENT), "jira:dashboardGadget lacks 'description'"),
    (((*GADGET, "thumbnail"), ABSENT), "jira:dashboardGadget lacks 'thumbnail'"),
    (((*GADGET, "resource"), ABSENT), "jira:dashboardGadget required properties are"),
    (((*GADGET, "function"), "resolver"), "UI Kit is not supported here"),
    (((*GADGET, "render"), "native"), "UI Kit is not supported here"),
    (((*GADGET, "edit"), {"resource": "main", "render": "native"}), "UI Kit is not supported here"),
    (((*GADGET, "render"), "fast"), "render: Input should be 'default' or 'native'"),
    (((*GADGET, "key"), "a b"), "a key consists of letters, digits, _ and - only"),
    (((*GADGET, "key"), "a\n"), "a key consists of letters, digits, _ and - only"),
    (((*GADGET, "key"), 5), "valid string"),
    (((*GADGET, "title"), ""), "a title is a string of 1 to 255 characters"),
    (((*GADGET, "title"), "t" * 256), "a title is a string of 1 to 255 characters"),
    (((*GADGET, "title"), 5), "a title is a string of 1 to 255 characters"),
    (((*GADGET, "title"), {"text": "no address"}), "a title is a string of 1 to 255 characters"),
    (((*GADGET, "title"), {"i18n": "title"}), "title refers to a translation, but there are no translations"),
    (((*GADGET, "description"), "d" * 1001), "a description is a string of 1 to 1000 characters"),
    (((*GADGET, "thumbnail"), "t" * 256), "at most 255 characters"),
    (((*GADGET, "resource"), "other"), "missing resource key 'other' is being referenced by jira:dashboardGadget"),
    (((*GADGET, "edit", "resource"), "other"), "missing resource key 'other' is being referenced by"),
    (((*GADGET, "resource"), "r" * 24), "a resource key has at most 23 characters"),
    (((*GADGET, "resource"), "main/entry"), "entries of a resource are not supported here"),
    (((*GADGET, "edit"), {}), "jira:dashboardGadget lacks 'resource'"),
    (((*GADGET, "edit"), {"resource": "main", "more": 1}), "unknown key 'more'"),
    (((*GADGET, "resolver"), {}), "either {function} or {endpoint}"),
    (((*GADGET, "resolver"), {"function": "resolver", "endpoint": "e"}), "either {function} or {endpoint}"),
    (((*GADGET, "resolver"), {"endpoint": "e"}), "endpoints are not supported here"),
    (
        ((*GADGET, "resolver"), {"function": "x"}),
        "jira:dashboardGadget references undefined function module with key 'x'",
    ),
    (((*GADGET, "resolver"), {"function": "resolver", "more": 1}), "unknown key 'more'"),
    (((*GADGET, "refreshable"), "yes"), "valid boolean"),
    (((*GADGET, "unlicensedAccess"), ["unlicensed"]), "'unlicensedAccess' must not be in jira:dashboardGadget"),
    (((*GADGET, "displayConditions"), 5), "valid dictionary"),
    ((("modules",), ABSENT), "the file lacks 'modules'"),
    ((("modules", "jira:dashboardGadget"), []), "modules must contain a jira:dashboardGadget"),
    ((("modules", "jira:x"), []), "invalid value 'jira:x' in modules"),
    ((("modules", "triggers"), []), "invalid value 'triggers' in modules"),
    (((*FUNCTION, "key"), "f" * 24), "at most 23 characters"),
    (((*FUNCTION, "key"), "velocity-gadget"), "is used for more than a module or function"),
    (((*FUNCTION, "timeoutSeconds"), 30), "a resolver's function must not set timeoutSeconds"),
    (((*FUNCTION, "more"), 30), "unknown key 'more'"),
    (((*FUNCTION, "handler"), "handler"), "a handler is module.attribute"),
    (((*FUNCTION, "handler"), "../index.handler"), "a handler is module.attribute"),
    (((*FUNCTION, "handler"), "missing.handler"), "names the module 'missing', which is not next to the manifest"),
    (((*FUNCTION, "handler"), "json.loads"), "names the module 'json', which is not next to the manifest"),
    (((*FUNCTION, "handler"), "index.other"), "names 'other', which the module 'index' does not define"),
    (((*FUNCTION, "handler"), "index.inner"), "names 'inner', which the module 'index' does not define"),
    (((*FUNCTION, "handler"), "broken.handler"), "cannot be read (SyntaxError)"),
    (((*FUNCTION, "handler"), "binary.handler"), "cannot be read (UnicodeDecodeError)"),
    ((("resources", 0, "key"), "r" * 24), "at most 23 characters"),
    ((("resources", 1), {"key": "main", "path": "static/main"}), "the key 'main' is used for more than a resource"),
    ((("resources", 0, "path"), "static/none"), "the path of resource 'main' is not a folder"),
    ((("resources", 0, "path"), "static/empty"), "the path of resource 'main' has no index.html"),
    ((("resources", 0, "path"), "index.py"), "the path of resource 'main' is not a folder"),
    ((("resources", 0, "path"), "../"), "must be a folder inside the manifest's folder"),
    ((("resources", 0, "path"), "/"), "must be a folder inside the manifest's folder"),
    ((("resources", 0, "path"), "."), "must be a folder inside the manifest's folder"),
    ((("resources", 0, "path"), "a\0"), "cannot be read (ValueError)"),
    ((("resources", 0, "path"), "a" * 5000), "cannot be read (OSError)"),
    ((("resources", 0, "path"), ABSENT), "lacks 'path'"),
    ((("resources", 0, "entry"), {"a": "a.html"}), "entries of a resource are not supported here"),
    ((("resources", 0, "more"), 1), "unknown key 'more'"),
    ((("resources",), [{"key": f"r{n}", "path": "static/main"} for n in range(51)]), "at most 50 items"),
    ((("app",), ABSENT), "the file lacks 'app'"),
    ((("app", "id"), ABSENT), "app lacks 'id'"),
    (
        (("app", "id"), "ari:cloud:ecosystem::app/"),
        "the app's id is ari:cloud:ecosystem::app/ followed by an identifier",
    ),
    ((("app", "id"), "11111111-2222"), "the app's id is ari:cloud:ecosystem::app/ followed by an identifier"),
    ((("app", "runtime"), ABSENT), "app lacks 'runtime'"),
    ((("app", "runtime", "name"), "nodejs18.x"), "Input should be 'nodejs20.x', 'nodejs22.x' or 'nodejs24.x'"),
    ((("app", "runtime", "name"), "python3.12"), "Input should be 'nodejs20.x', 'nodejs22.x' or 'nodejs24.x'"),
    ((("app", "runtime", "memoryMB"), 64), "greater than or equal to 128"),
    ((("app", "more"), 1), "unknown key 'more'"),
    ((("service",), []), "unknown key 'service'"),
    ((("permissions", "sandboxes"), []), "unknown key 'sandboxes'"),
    ((("more",), 1), "unknown key 'more'"),
    ((("remotes",), [{"key": "r", "baseUrl": "https://example.invalid"}]), "egress is not supported here"),
    ((("permissions", "more"), 1), "unknown key 'more'"),
    ((("permissions", "external"), {"fetch": {"backend": ["*"]}}), "egress is not supported here"),
    ((("permissions", "content", "styles"), ["unsafe-eval"]), "Input should be 'unsafe-inline'"),
    ((("permissions", "content", "scripts"), ["https://example.invalid"]), "should match pattern"),
    ((("permissions", "content", "more"), 1), "unknown key 'more'"),
    ((("permissions", "scopes", 0), "write:jira-work"), "this platform is read-only"),
    ((("permissions", "scopes", 0), "manage:jira-project"), "this platform is read-only"),
    ((("permissions", "scopes", 0), "delete:issue:jira"), "this platform is read-only"),
    ((("permissions", "scopes", 0), "write:sprint:jira-software"), "this platform is read-only"),
    ((("permissions", "scopes", 0), "read:board:jira-software"), "'read:board:jira-software' is not a scope"),
    ((("permissions", "scopes", 0), "read"), "'read' is not a scope"),
    ((("permissions", "scopes", 0), "read:jira-work\n"), "is not a scope"),
    ((("permissions", "scopes", 0), "READ:JIRA-WORK"), "'READ:JIRA-WORK' is not a scope"),
    ((("permissions", "scopes", 0), 5), "valid string"),
]


@holds(rules, "if fault := fault_of(scope):", "if False and (fault := fault_of(scope)):")
@holds(fault_of, "if _CHANGING.fullmatch(scope):", "if False:")
@holds(fault_of, "if scope in UNKNOWN or not (_CLASSIC.fullmatch(scope) or _GRANULAR.fullmatch(scope)):", "if False:")
@holds(rules, "if file.permissions.external:", "if False:")
@holds(rules, "if file.remotes:", "if False:")
@holds(rules, '"error", "not-offered", "endpoints', '"warning", "not-offered", "endpoints')
@holds(Closed, 'model_config = ConfigDict(extra="forbid"', 'model_config = ConfigDict(extra="ignore"')
@holds(rules, "if not path.is_relative_to(folder.resolve()) or path == folder.resolve():", "if False:")
@holds(load, 'if file is None or any(finding.level == "error" for finding in findings):', "if file is None:")
@pytest.mark.parametrize(("change", "sentence"), ERRORS)
def test_what_is_refused(change: Change, sentence: str, write: Write) -> None:
    """Each change causes one kind of error, and the manifest is not loaded."""
    path = write(change)
    errors = set(told(inspect(path), "error"))
    assert any(sentence in error for error in errors), errors
    assert len(errors) <= 2
    with pytest.raises(ManifestError):
        load(path)


WIDGET = {
    "key": "w",
    "title": "A chart",
    "description": "Shows something.",
    "thumbnail": "icon.svg",
    "resource": "main",
    "edit": {"resource": "main"},
}
INSIGHTS = {"data": {"function": "resolver"}}

WARNINGS: list[tuple[Change, str]] = [
    ((("modules", "scheduledTrigger"), [{"key": "t"}]), "Forge's 'scheduledTrigger' is not supported here"),
    ((("modules", "jira:projectPage"), [{"key": "p"}]), "Forge's 'jira:projectPage' is not supported here"),
    ((("modules", "dashboards:filter"), [{"key": "f"}]), "Forge's 'dashboards:filter' is not supported here"),
    ((("modules", "dashboards:widget"), [{**WIDGET, "edit": None}]), "requires an edit view of a widget"),
    ((("modules", "dashboards:widget"), [{**WIDGET, "aiContext": INSIGHTS}]), "AI insights are not supported here"),
    ((("services",), [{"key": "s"}]), "Forge's 'services' is not supported here"),
    ((("permissions", "enforcement"), "app-managed"), "Forge's 'enforcement' is not supported here"),
    ((("permissions", "sandbox"), []), "Forge's 'sandbox' is not supported here"),
    (((*GADGET, "connectKeys"), ["old"]), "no Connect gadgets here for it to replace"),
    ((("app", "runtime", "name"), "nodejs20.x"), "Forge has refused deployments with nodejs20.x"),
    (((*GADGET, "resolver"), ABSENT), "nothing uses the function 'resolver'"),
    (((*GADGET, "viewportSize"), "large"), "jira:dashboardGadget has no 'viewportSize'; Forge ignores it"),
    (((*GADGET, "foo"), "bar"), "jira:dashboardGadget has no 'foo'; Forge ignores it"),
    (((*GADGET, "displayConditions"), {"isAdmin": True}), "the gadget is always shown"),
    ((("modules", "function", 1), {"key": "spare", "handler": "index.handler"}), "nothing uses the function 'spare'"),
    ((("resources", 1), {"key": "spare", "path": "static/main"}), "nothing uses the resource 'spare'"),
    ((("resources", 0, "tunnel"), {"port": 3000}), "tunnels are not supported here"),
    (((*FUNCTION, "runtime"), {"memoryMB": 512}), "a function's 'runtime' is not supported here"),
    ((("app", "name"), "Name"), "app.name is ignored"),
    ((("translations",), {"fallback": {}}), "translations are not supported here"),
    ((("permissions", "content", "scripts"), ["unsafe-inline"]), "script policy is always strict here"),
    ((("permissions", "scopes", 0), "read:jira-user"), "'read:jira-user' has no effect here"),
    ((("permissions", "scopes", 0), "read:page:confluence"), "has no effect here"),
]


@pytest.mark.parametrize(("change", "sentence"), WARNINGS)
def test_what_is_warned_of(change: Change, sentence: str, write: Write) -> None:
    """The manifest is loaded with the warning."""
    warnings = load(write(change)).warnings
    assert [sentence in warning.message for warning in warnings] == [True]


def test_what_another_module_uses_needs_no_python(write: Write) -> None:
    """A gadget is served beside a trigger in JavaScript and a page in UI Kit: one warning for each of these modules."""
    path = write(
        (("modules", "trigger"), [{"key": "t", "function": "js", "events": ["avi:jira:created:issue"]}]),
        (("modules", "jira:issuePanel"), [{"key": "p", "resource": "kit", "resolver": {"function": "panel"}}]),
        (("modules", "function", 1), {"key": "js", "handler": "triggers/created.run", "providers": {"auth": ["a"]}}),
        (("modules", "function", 2), {"key": "panel", "handler": "panel.run"}),
        (("resources", 1), {"key": "kit", "path": "src/frontend/index.jsx"}),
    )
    ignored = ["Forge's 'trigger'", "Forge's 'jira:issuePanel'"]
    assert [finding.message.split(" is ")[0] for finding in inspect(path)] == ignored
    manifest = load(path)
    assert [gadget.key for gadget in manifest.gadgets] == ["velocity-gadget"]
    assert set(manifest.resources) == {"main"}


def test_a_translated_title_is_its_key(write: Write) -> None:
    """Translations are not read, so the key stands for the text."""
    changes: list[Change] = [((*GADGET, key), {"i18n": f"the.{key}"}) for key in ("title", "description")]
    (gadget,) = load(write(*changes, (("translations",), {"fallback": {}}))).gadgets
    assert (gadget.title, gadget.description) == ("the.title", "the.description")


def test_everything_is_told_at_once_with_its_line(write: Write) -> None:
    """Findings of all kinds come together, in the order of the file, each with its line."""
    path = write(
        ((*GADGET, "resource"), "other"),
        ((*GADGET, "foo"), 1),
        ((*FUNCTION, "handler"), "missing.handler"),
        (("resources", 0, "path"), "static/none"),
        (("permissions", "scopes", 1), "write:jira-work"),
    )
    lines = path.read_text().splitlines()
    with pytest.raises(ManifestError) as caught:
        load(path)
    found = [(finding.rule, lines[finding.line - 1].strip()) for finding in caught.value.findings]
    assert found == [
        ("resource-missing", "resource: other"),
        ("unknown-key", "foo: 1"),
        ("handler", "handler: missing.handler"),
        ("resource-path", "path: static/none"),
        ("scope-changes", "- write:jira-work"),
    ]
    assert "line 7: error: missing resource key 'other'" in caught.value.message


def test_shape_errors_are_told_together_with_their_lines(write: Write) -> None:
    """A missing member is reported at the line of its mapping."""
    path = write(((*GADGET, "key"), ABSENT), (("app", "id"), 5), (("more",), 1))
    lines = path.read_text().splitlines()
    found = [(finding.message, lines[finding.line - 1].strip()) for finding in inspect(path)]
    assert found == [
        ("jira:dashboardGadget lacks 'key'", "- title: A chart"),
        ("app.id: Input should be a valid string", "id: 5"),
        ("unknown key 'more'", "more: 1"),
    ]
