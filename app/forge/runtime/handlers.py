"""Loads the handlers of a manifest."""

from collections.abc import Mapping
from types import MappingProxyType

from app.forge.errors import Finding, ManifestError
from app.forge.manifest.modules import NameTakenError, load_module
from app.forge.manifest.reader import Manifest
from app.forge.runtime import crash
from app.forge.sdk.resolver import Definitions


def load_handlers(manifest: Manifest) -> Mapping[str, Definitions]:
    """Return the definitions by the key of each gadget module with a resolver; raises `ManifestError`."""
    findings: list[Finding] = []
    loaded: dict[str, Definitions] = {}
    for function in {gadget.resolver_function: None for gadget in manifest.gadgets if gadget.resolver_function}:
        handler = manifest.functions[function]
        found = _load(manifest, handler)
        if isinstance(found, Definitions):
            loaded[function] = found
        else:
            message = f"the handler '{handler}' of function '{function}' {found}"
            findings.append(Finding(manifest.function_lines[function], "error", "handler", message))
    if findings:
        raise ManifestError(findings)
    return MappingProxyType(
        {g.key: loaded[g.resolver_function] for g in manifest.gadgets if g.resolver_function is not None}
    )


def _load(manifest: Manifest, handler: str) -> Definitions | str:
    module, _, attribute = handler.rpartition(".")
    try:
        found = getattr(load_module(manifest.folder, module), attribute, None)
    except NameTakenError:
        return f"is in a module of a taken name: rename '{module}'"
    except (Exception, SystemExit) as error:  # noqa: BLE001 - a module can fail in any way when it is imported
        return f"cannot be imported: {crash.describe(error)}"
    return found if isinstance(found, Definitions) else "is not the result of a resolver's get_definitions()"
