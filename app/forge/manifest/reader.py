"""Reads a manifest and reports all of its errors at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from app.forge.errors import Finding, ManifestError
from app.forge.manifest.offers import offered
from app.forge.manifest.rules import check
from app.forge.manifest.schema import File, Gadget, Linked, Translated, Widget
from app.forge.manifest.uses import FUNCTIONS, GADGET, KINDS, WIDGET, shown_resources
from app.forge.manifest.yaml import Document, Location, Refused, read, refuse
from app.forge.output import printable

__all__ = ["Finding", "GadgetModule", "Manifest", "ManifestError", "inspect", "load"]

SUFFIXES: Final = frozenset({".yaml", ".yml"})


@dataclass(frozen=True)
class GadgetModule:
    """A dashboard gadget or widget: the resources of its view and edit view, and the function of its resolver.

    `type` is Forge's word for the kind of module, `jira:dashboardGadget` or `dashboards:widget`.
    """

    type: str
    key: str
    title: str
    description: str
    thumbnail: str
    resource: str
    edit_resource: str | None
    resolver_function: str | None
    refreshable: bool


@dataclass(frozen=True)
class Manifest:
    """A manifest without errors.

    `functions` maps keys to handlers (`module.attribute`) and to `function_lines`; `resources` maps the keys of what
    gadgets and widgets show to folders.
    """

    folder: Path
    app_id: str
    scopes: frozenset[str]
    gadgets: tuple[GadgetModule, ...]
    functions: Mapping[str, str]
    function_lines: Mapping[str, int]
    resources: Mapping[str, Path]
    content_styles: tuple[str, ...]
    warnings: tuple[Finding, ...]


def load(path: Path) -> Manifest:
    """Return the manifest; raises `ManifestError` with all findings if one of them is an error."""
    file, document, findings = _examine(path)
    if file is None or any(finding.level == "error" for finding in findings):
        raise ManifestError(findings)
    folder = path.resolve().parent
    functions = file.modules.functions
    lines = {item.key: document.line((*FUNCTIONS, at, "handler")) for at, item in enumerate(functions)}
    return Manifest(
        folder=folder,
        app_id=file.app.id,
        scopes=frozenset(file.permissions.scopes),
        gadgets=(
            *(_gadget(GADGET, gadget) for gadget in file.modules.gadgets),
            *(_gadget(WIDGET, widget) for widget in file.modules.widgets),
        ),
        functions=MappingProxyType({item.key: item.handler for item in functions}),
        function_lines=MappingProxyType(lines),
        resources=MappingProxyType({item.key: (folder / item.path).resolve() for item in shown_resources(file)}),
        content_styles=tuple(file.permissions.content.styles),
        warnings=tuple(findings),
    )


def inspect(path: Path) -> list[Finding]:
    """Return all findings about a manifest in line order."""
    return _examine(path)[2]


def _gadget(kind: str, gadget: Gadget | Widget) -> GadgetModule:
    return GadgetModule(
        type=kind,
        key=gadget.key,
        title=_text(gadget.title),
        description=_text(gadget.description),
        thumbnail=gadget.thumbnail,
        resource=str(gadget.resource),
        edit_resource=gadget.edit.resource if gadget.edit else None,
        resolver_function=gadget.resolver.function if gadget.resolver else None,
        refreshable=gadget.refreshable,
    )


def _text(text: str | Translated | Linked) -> str:
    if isinstance(text, Translated):
        return text.i18n
    return text.text if isinstance(text, Linked) else text


def _examine(path: Path) -> tuple[File | None, Document, list[Finding]]:
    document, file = Document(None, {}), None
    try:
        if path.suffix not in SUFFIXES:
            raise refuse(1, "file", "the file name must end in .yaml or .yml")
        document, findings = read(path.read_bytes())
        content, passed_over = offered(document.data)
        findings += [Finding(document.line(at), level, rule, text) for at, level, rule, text in passed_over]
        file = File.model_validate(content)
        findings += check(file, document, path.resolve().parent)
    except OSError as error:
        findings = [Finding(1, "error", "file", f"the file cannot be read ({type(error).__name__})")]
    except Refused as refused:
        findings = [refused.finding]
    except ValidationError as error:
        findings += [_shape_finding(fault, document) for fault in error.errors(include_url=False, include_input=False)]
    return file, document, sorted({_fit(finding) for finding in findings})


def _fit(finding: Finding) -> Finding:
    """Return the finding with its message on one printable line of limited length."""
    return Finding(finding.line, finding.level, finding.rule, printable(finding.message)[:400])


UNIONS: Final = {
    "title": "a title is a string of 1 to 255 characters, {i18n} or {text, href}",
    "description": "a description is a string of 1 to 1000 characters or {i18n}",
}


PATTERNS: Final = {
    "key": "a key consists of letters, digits, _ and - only",
    "id": "the app's id is ari:cloud:ecosystem::app/ followed by an identifier",
}


def _shape_finding(error: ErrorDetails, document: Document) -> Finding:
    location: Location = error["loc"]
    name, kind = str(location[-1]) if location else "the file", error["type"]
    for word, sentence in UNIONS.items():
        if word in location[:-1] or (word == name and kind != "missing"):
            return Finding(document.line(location), "error", "shape", sentence)
    if kind == "missing":
        module = next((kind for kind in KINDS if location[:2] == ("modules", kind)), None)
        owner = module or ".".join(map(str, location[:-1])) or "the file"
        return Finding(document.line(location[:-1]), "error", "missing", f"{owner} lacks '{name}'")
    if kind == "extra_forbidden":
        if location[:-1] == ("modules",):
            return Finding(document.line(location), "error", "modules", f"invalid value '{name}' in modules")
        return Finding(document.line(location), "error", "unknown-key", f"unknown key '{name}'")
    reason = PATTERNS.get(name, error["msg"]) if kind == "string_pattern_mismatch" else error["msg"]
    return Finding(document.line(location), "error", "shape", f"{'.'.join(map(str, location)) or name}: {reason}")
