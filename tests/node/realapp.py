"""A small app whose page is the real, unmodified `@forge/bridge`, bundled from the npm packages at test time."""

import json
import subprocess
from pathlib import Path

MANIFEST = """\
modules:
  jira:dashboardGadget:
    - key: real-gadget
      title: Real gadget
      description: Talks to the host as apps in the cloud do.
      thumbnail: https://example.invalid/icon.svg
      resource: main
      resolver:
        function: resolver
      edit:
        resource: main
  dashboards:widget:
    - key: real-widget
      title: Real widget
      description: Saves as the new dashboards do.
      thumbnail: https://example.invalid/icon.svg
      resource: main
      resolver:
        function: resolver
      edit:
        resource: main
  function:
    - key: resolver
      handler: realapp.handler
resources:
  - key: main
    path: page
app:
  id: ari:cloud:ecosystem::app/11111111-2222-3333-4444-555555555555
  runtime:
    name: nodejs22.x
permissions:
  scopes:
    - read:jira-work
"""
APP = '''\
"""The functions of the app."""

from app.forge import Resolver, ResolverError

resolver = Resolver()


@resolver.define("echo")
def echo(request):
    """Return what the function was called with."""
    return {"payload": request.payload, "context": dict(request.context)}


@resolver.define("busy")
def busy(request):
    """Fail with a time to try again."""
    raise ResolverError("Try again in a minute.", type="busy", status=429, retryAfterSeconds=60)


@resolver.define("crash")
def crash(request):
    """Fail without a meaning."""
    raise RuntimeError("a secret of the app")


@resolver.define("suggestConfiguration")
def suggest(request):
    """Suggest a configuration for a first gadget."""
    return {"number": 1}


handler = resolver.get_definitions()
'''
PAGE = """\
<!doctype html>
<html lang="en"><head><title>Real</title></head>
<body><main></main><script src="bundle.js"></script></body></html>
"""
SCRIPT = """\
import * as forge from "@forge/bridge";
import * as dashboards from "@forge/dashboards-bridge";
globalThis.forge = forge;
globalThis.dashboards = dashboards;
forge.view.getContext().then(({ extension }) => {
  document.body.dataset.ready = extension.entryPoint;
  document.querySelector("main").textContent = JSON.stringify(extension.gadgetConfiguration ?? extension.config);
});
"""


def bundle(packages: Path, folder: Path) -> Path:
    """Bundle the client into one script, unchanged and complete."""
    source, made = folder / "page.mjs", folder / "bundle.js"
    source.write_text(SCRIPT)
    build = "require(process.argv[1]).buildSync(JSON.parse(process.argv[2]))"
    options = {
        "entryPoints": [str(source)],
        "outfile": str(made),
        "bundle": True,
        "format": "iife",
        "nodePaths": [str(packages / "node_modules")],
        "logLevel": "error",
    }
    command = ["node", "-e", build, str(packages / "node_modules" / "esbuild"), json.dumps(options)]
    subprocess.run(command, check=True)  # noqa: S603 - the pinned package
    return made


def write(folder: Path, bundled: Path) -> None:
    """Write the app into a folder."""
    page = folder / "page"
    page.mkdir()
    (page / "index.html").write_text(PAGE)
    (page / "bundle.js").write_bytes(bundled.read_bytes())
    (folder / "realapp.py").write_text(APP)
    (folder / "manifest.yaml").write_text(MANIFEST)
