"""Small apps on disk, for the tests of the runtime and of manifests."""

import sys
from pathlib import Path
from textwrap import dedent

GADGET = """\
    - key: {key}
      title: A gadget
      description: It shows something.
      thumbnail: https://example.invalid/icon.svg
      resource: main
      resolver:
        function: {function}
"""
MANIFEST = """\
modules:
  jira:dashboardGadget:
{gadgets}  function:
{functions}resources:
  - key: main
    path: static
app:
  id: ari:cloud:ecosystem::app/{app}
  runtime:
    name: nodejs22.x
permissions:
  scopes:
    - storage:app
    - read:jira-work
"""


def write_app(folder: Path, *, app: str = "app-1", **modules: str) -> Path:
    """Write an app whose Python modules have these texts, a gadget each with its `handler`; return its manifest."""
    (folder / "static").mkdir(parents=True)
    (folder / "static" / "index.html").write_text("<!doctype html>")
    gadgets = functions = ""
    for name, text in modules.items():
        (folder / f"{name}.py").write_text(dedent(text))
        if "handler =" in text:
            gadgets += GADGET.format(key=f"{name}-gadget", function=name)
            functions += f"    - key: {name}\n      handler: {name}.handler\n"
    manifest = folder / "manifest.yml"
    manifest.write_text(MANIFEST.format(gadgets=gadgets, functions=functions, app=app))
    return manifest


def forget(below: Path) -> None:
    """Forget the modules of apps below a folder, so that another app can use their names."""
    for name, module in list(sys.modules.items()):
        if (file := getattr(module, "__file__", None)) and Path(file).is_relative_to(below):
            del sys.modules[name]
    sys.path[:] = [entry for entry in sys.path if not Path(entry).is_relative_to(below)]
