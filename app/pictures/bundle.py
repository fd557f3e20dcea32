"""Joins ES modules into one script, for an engine that has no loader of modules.

Of the syntax it knows what our scripts use, each statement at the start of a line: `import` of names, of the default or
of everything; `export` before `const`, `class` and `function`; `export default`; `import("./file.js")` anywhere.
"""

import re
from pathlib import Path
from typing import Final

from app.pictures.errors import PictureError

_IMPORT: Final = re.compile(r'^import\s+(?:\*\s+as\s+(\w+)|(\w+)|(\{[^}]*\}))\s+from\s+"([^"]+)";$', re.MULTILINE)
_LAZY: Final = re.compile(r'\bimport\("([^"]+)"\)')
_EXPORT: Final = re.compile(r"^export ((?:async )?function\*?|const|class) (\w+)", re.MULTILINE)
_DEFAULT: Final = re.compile(r"^export default ", re.MULTILINE)
_UNKNOWN: Final = re.compile(r"^(?:import|export)\b.*", re.MULTILINE)


def bundle(entry: Path, root: Path) -> str:
    """Return an expression whose value has the exports of `entry`; raises `PictureError`.

    Every module is a file below `root`. It runs once, in a function of its own, after those that it imports.
    """
    written: dict[Path, str] = {}
    _add(entry, root.resolve(), written, above=())
    return "(() => {\n" + "".join(written.values()) + f"return $module{len(written) - 1};\n}})()"


def _add(path: Path, root: Path, written: dict[Path, str], above: tuple[Path, ...]) -> str:
    """Write a module behind those that it imports; return the variable with its exports."""
    path = path.resolve()
    if path in above or not path.is_relative_to(root) or not path.is_file():
        raise PictureError.failed(f"no module can be imported from {path.name} here, or two import each other.")
    if path not in written:
        code = _code(path, root, written, (*above, path))
        written[path] = f"const $module{len(written)} = (() => {{\n{code}\n}})();\n"
    return f"$module{list(written).index(path)}"


def _code(path: Path, root: Path, written: dict[Path, str], above: tuple[Path, ...]) -> str:
    def use(source: str) -> str:
        return _add(path.parent / source, root, written, above)

    def imported(found: re.Match[str]) -> str:
        everything, default, names, source = found.groups()
        taken = everything or (f"{{ default: {default} }}" if default else re.sub(r"\bas\b", ":", names))
        taken = re.sub(r"(\w+)\s+:\s+", r"\1: ", taken)
        return f"const {taken} = {use(source)};"

    text = path.read_text("utf-8")
    exports = [found[2] for found in _EXPORT.finditer(text)]
    code = _IMPORT.sub(imported, text)
    code = _LAZY.sub(lambda found: f"Promise.resolve({use(found[1])})", code)
    code = _EXPORT.sub(r"\1 \2", code)
    if _DEFAULT.search(code):
        code = _DEFAULT.sub("const $default = ", code)
        exports.append("default: $default")
    if unknown := _UNKNOWN.search(code):
        raise PictureError.failed(f"{path.name} has a statement that is not understood: {unknown[0]}")
    return f'"use strict";\n{code}\nreturn {{ {", ".join(exports)} }};'
