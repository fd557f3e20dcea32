"""Manifest rules beyond the schema: references, files, and what this platform does not support."""

import re
import symtable
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from app.forge.errors import Finding
from app.forge.manifest.modules import source_of
from app.forge.manifest.offers import Remark
from app.forge.manifest.schema import SHORT, File, Function, Gadget, Resource, Translated, Widget
from app.forge.manifest.scopes import fault_of
from app.forge.manifest.uses import (
    FUNCTIONS,
    GADGET,
    RESOURCES,
    WIDGET,
    shown,
    shown_resources,
    unused,
    used_functions,
    words_elsewhere,
)
from app.forge.manifest.yaml import Document, Location

HANDLER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)+")
EITHER = f"{GADGET} required properties are 'description, resource, thumbnail, title, key'"

ENDED_RUNTIME = "nodejs20.x"
"""Blocked for deployments, progressively since 2026-05-06 (Forge changelog, CHANGE-3209)."""


def check(file: File, document: Document, folder: Path) -> list[Finding]:
    """Return all errors and warnings about a manifest that matches the schema; `folder` contains its file."""
    remarks: list[Remark] = []
    for rule in (_modules, _gadgets, _widgets, _permissions, _not_offered):
        remarks += rule(file)
    remarks += unused(file, words_elsewhere(document))
    served = shown_resources(file)
    for index, resource in enumerate(file.resources):
        if resource in served:
            remarks += _resource(resource, (*RESOURCES, index), folder)
    used = used_functions(file)
    for index, function in enumerate(file.modules.functions):
        if function.key in used:
            remarks += _handler(function, (*FUNCTIONS, index, "handler"), folder)
    return [Finding(document.line(location), level, rule, sentence) for location, level, rule, sentence in remarks]


def _modules(file: File) -> Iterator[Remark]:
    functions = file.modules.functions
    keys = [((*location, "key"), item.key) for location, item in shown(file)]
    if not keys:
        yield ("modules",), "error", "modules", f"modules must contain a {GADGET} or a {WIDGET}"
    keys += [((*FUNCTIONS, at, "key"), item.key) for at, item in enumerate(functions)]
    yield from _twice(keys, "a module or function")
    yield from _twice([((*RESOURCES, at, "key"), item.key) for at, item in enumerate(file.resources)], "a resource")


def _twice(keys: list[tuple[Location, str]], what: str) -> Iterator[Remark]:
    counted = Counter(key for _, key in keys)
    for location, key in keys:
        if counted[key] > 1:
            yield location, "error", "duplicate-key", f"the key '{key}' is used for more than {what}"


def _gadgets(file: File) -> Iterator[Remark]:
    functions = {item.key: item for item in file.modules.functions}
    resources = {item.key for item in file.resources}
    for location, gadget in shown(file):
        yield from _views(gadget, location, resources)
        yield from _resolver(gadget, location, functions)
        for key in (gadget.model_extra or {}) if isinstance(gadget, Gadget) else ():
            if key == "connectKeys":
                sentence = "there are no Connect gadgets here for it to replace"
                yield (*location, key), "warning", "not-offered", sentence
            elif key == "unlicensedAccess":
                yield (*location, key), "error", "unknown-key", f"'{key}' must not be in {GADGET}"
            else:
                sentence = f"{GADGET} has no '{key}'; Forge ignores it without a warning"
                yield (*location, key), "warning", "unknown-key", sentence


def _widgets(file: File) -> Iterator[Remark]:
    for at, widget in enumerate(file.modules.widgets):
        location: Location = ("modules", WIDGET, at)
        if widget.edit is None:
            yield location, "warning", "missing", "Forge's documentation requires an edit view of a widget for now"
        if widget.aiContext is not None:
            yield (
                (*location, "aiContext"),
                "warning",
                "not-offered",
                "AI insights are not supported here: this is ignored",
            )


def _views(gadget: Gadget | Widget, location: Location, resources: set[str]) -> Iterator[Remark]:
    views = [((*location, "resource"), gadget.resource, gadget.render)]
    if gadget.edit is not None:
        views.append(((*location, "edit", "resource"), gadget.edit.resource, gadget.edit.render))
    for where, named, render in views:
        if render == "native":
            yield (*where[:-1], "render"), "error", "not-offered", "UI Kit is not supported here: use Custom UI"
        if named is None:
            continue
        if len(named.partition("/")[0]) > SHORT:
            yield where, "error", "length", f"a resource key has at most {SHORT} characters"
        elif "/" in named:
            yield where, "error", "not-offered", "entries of a resource are not supported here: use separate resources"
        elif named not in resources:
            sentence = f"missing resource key '{named}' is being referenced by {location[1]} module"
            yield where, "error", "resource-missing", sentence
    if gadget.resource is None and gadget.function is None:
        yield location, "error", "missing", EITHER
    if gadget.function is not None:
        yield (*location, "function"), "error", "not-offered", "UI Kit is not supported here: name a resource instead"


def _resolver(gadget: Gadget | Widget, location: Location, functions: dict[str, Function]) -> Iterator[Remark]:
    if (resolver := gadget.resolver) is None:
        return
    where = (*location, "resolver")
    if (resolver.function is None) == (resolver.endpoint is None):
        yield where, "error", "resolver", "a resolver is either {function} or {endpoint}"
    elif resolver.endpoint is not None:
        yield where, "error", "not-offered", "endpoints are not supported here: use a function"
    elif (function := functions.get(resolver.function or "")) is None:
        sentence = f"{location[1]} references undefined function module with key '{resolver.function}'"
        yield (*where, "function"), "error", "function-missing", sentence
    elif function.timeoutSeconds is not None:
        sentence = "a resolver's function must not set timeoutSeconds: its limit is 25 seconds"
        yield (*FUNCTIONS, list(functions).index(function.key), "timeoutSeconds"), "error", "timeout", sentence


def _permissions(file: File) -> Iterator[Remark]:
    for at, scope in enumerate(file.permissions.scopes):
        if fault := fault_of(scope):
            level, rule, sentence = fault
            yield ("permissions", "scopes", at), level, rule, sentence
    if file.permissions.external:
        sentence = "egress is not supported here: an app reaches its Jira site and nothing else"
        yield ("permissions", "external"), "error", "egress", sentence
    if file.permissions.content.scripts:
        sentence = "this is ignored: the frame's script policy is always strict here"
        yield ("permissions", "content", "scripts"), "warning", "not-offered", sentence


def _not_offered(file: File) -> Iterator[Remark]:
    if file.app.runtime.name == ENDED_RUNTIME:
        sentence = f"Forge has refused deployments with {ENDED_RUNTIME} since May 2026: use nodejs22.x or newer"
        yield ("app", "runtime", "name"), "warning", "runtime", sentence
    if file.remotes:
        yield ("remotes",), "error", "egress", "egress is not supported here: remotes cannot be reached"
    if file.app.name is not None:
        yield ("app", "name"), "warning", "app-name", "app.name is ignored: the name is set in the developer console"
    if file.translations is not None:
        yield ("translations",), "warning", "not-offered", "translations are not supported here: keys are shown instead"
    for location, gadget in shown(file):
        for key in ("title", "description"):
            if isinstance(getattr(gadget, key), Translated) and file.translations is None:
                sentence = f"{key} refers to a translation, but there are no translations"
                yield (*location, key), "error", "translation", sentence
        if gadget.displayConditions is not None:
            sentence = "display conditions are not supported here: the gadget is always shown"
            yield (*location, "displayConditions"), "warning", "not-offered", sentence


def _resource(resource: Resource, location: Location, folder: Path) -> Iterator[Remark]:
    if resource.entry is not None:
        yield (*location, "entry"), "error", "not-offered", "entries of a resource are not supported here"
    if resource.tunnel is not None:
        yield (*location, "tunnel"), "warning", "not-offered", "tunnels are not supported here: the folder is served"
    if fault := _quietly(lambda: _folder_fault(resource, folder)):
        yield (*location, "path"), "error", "resource-path", f"the path of resource '{resource.key}' {fault}"


def _folder_fault(resource: Resource, folder: Path) -> str:
    path = (folder / resource.path).resolve()
    if not path.is_relative_to(folder.resolve()) or path == folder.resolve():
        return "must be a folder inside the manifest's folder"
    if not path.is_dir():
        return "is not a folder"
    return "" if (path / "index.html").is_file() else "has no index.html"


def _handler(function: Function, location: Location, folder: Path) -> Iterator[Remark]:
    for name in ("cleanup", "providers", "runtime"):
        if getattr(function, name) is not None:
            sentence = f"a function's '{name}' is not supported here and is ignored"
            yield (*location[:-1], name), "warning", "not-offered", sentence
    if not HANDLER.fullmatch(function.handler):
        sentence = "a handler is module.attribute, in a Python module next to the manifest"
        yield location, "error", "shape", f"{'.'.join(map(str, location))}: {sentence}"
    elif fault := _quietly(lambda: _handler_fault(function.handler, folder)):
        yield location, "error", "handler", f"the handler of function '{function.key}' {fault}"


def _handler_fault(handler: str, folder: Path) -> str:
    module, _, attribute = handler.rpartition(".")
    source = source_of(folder, module)
    if source is None:
        return f"names the module '{module}', which is not next to the manifest"
    text = source.read_text("utf-8")
    names = {
        symbol.get_name()
        for symbol in symtable.symtable(text, source.name, "exec").get_symbols()
        if symbol.is_assigned() or symbol.is_imported()
    }
    if attribute in names or re.search(r"^from\s+\S+\s+import\s+\*", text, re.MULTILINE):
        return ""
    return f"names '{attribute}', which the module '{module}' does not define"


def _quietly(ask: Callable[[], str]) -> str:
    """Report an error of the file system or of Python's parser as a fault of the file."""
    try:
        return ask()
    except (OSError, ValueError, SyntaxError, RecursionError, MemoryError) as error:
        return f"cannot be read ({type(error).__name__})"
