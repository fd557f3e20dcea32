"""What the modules of a manifest use: those that are served here, and those that are not."""

from collections.abc import Collection, Iterator, Mapping

from app.forge.manifest.offers import Remark
from app.forge.manifest.schema import File, Gadget, Resource, Widget
from app.forge.manifest.yaml import Document, Location

GADGET = "jira:dashboardGadget"
WIDGET = "dashboards:widget"
KINDS = (GADGET, WIDGET)
FUNCTIONS: Location = ("modules", "function")
RESOURCES: Location = ("resources",)


def shown(file: File) -> Iterator[tuple[Location, Gadget | Widget]]:
    """Yield the gadgets and widgets with their locations."""
    for at, gadget in enumerate(file.modules.gadgets):
        yield ("modules", GADGET, at), gadget
    for at, widget in enumerate(file.modules.widgets):
        yield ("modules", WIDGET, at), widget


def used_functions(file: File) -> set[str | None]:
    """Return the keys of the functions of gadgets and widgets."""
    return {gadget.resolver.function for _, gadget in shown(file) if gadget.resolver}


def shown_resources(file: File) -> list[Resource]:
    """Return the resources of gadgets and widgets. Others may be what is not supported here, such as UI Kit."""
    used = {gadget.resource for _, gadget in shown(file)}
    used |= {gadget.edit.resource for _, gadget in shown(file) if gadget.edit}
    return [resource for resource in file.resources if resource.key in used]


def unused(file: File, elsewhere: Collection[object]) -> Iterator[Remark]:
    """Warn of functions and resources that nothing uses; `elsewhere` has the words of unsupported modules."""
    used = used_functions(file)
    for at, function in enumerate(file.modules.functions):
        if function.key not in used and function.key not in elsewhere:
            yield (*FUNCTIONS, at, "key"), "warning", "unused", f"nothing uses the function '{function.key}'"
    served = shown_resources(file)
    for at, resource in enumerate(file.resources):
        if resource not in served and resource.key not in elsewhere:
            yield (*RESOURCES, at, "key"), "warning", "unused", f"nothing uses the resource '{resource.key}'"


def words_elsewhere(document: Document) -> set[object]:
    """Return all values in modules that are not supported here, among them the keys of what they use."""
    modules: Mapping[str, object] = document.data["modules"]
    parts = [items for kind, items in modules.items() if kind not in {*KINDS, FUNCTIONS[-1]}]
    words: set[object] = set()
    while parts:
        part = parts.pop()
        if isinstance(part, Mapping):
            parts += part.values()
        elif isinstance(part, list):
            parts += part
        else:
            words.add(part)
    return words
