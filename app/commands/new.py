"""`velocity-chart new NAME`: creates a folder with a small working gadget."""

import re
import shutil
import string
import sys
import uuid
from pathlib import Path
from typing import Final

STARTER: Final = Path(__file__).parent / "starter"
NAME: Final = re.compile(r"[a-z][a-z0-9-]{0,22}")
"""A valid module key in lower case, because some file systems ignore case in folder names."""

DONE: Final = """\
Created a gadget in {folder}. To see it on a dashboard of its own:
    velocity-chart serve --reload --manifest {folder}/manifest.yaml --dashboard {folder}/dashboard.json"""


def run(name: str, parent: Path) -> int:
    """Create the folder in `parent` and return the exit status: 0 done, 1 not written, 2 invalid name.

    An existing folder, even an empty one, is left unchanged.
    """
    if not NAME.fullmatch(name):
        return _say("A name has 1 to 23 lower-case letters, digits and hyphens, starting with a letter: my-gadget.", 2)
    folder = parent / name
    try:
        folder.mkdir()
    except FileExistsError:
        return _say(f"{folder} already exists and was not changed. Choose another name, or remove it.", 1)
    except OSError as error:
        return _say(f"{folder} cannot be written: {error.strerror}.", 1)
    try:
        _write(folder, {"name": name, "title": name.replace("-", " ").strip().capitalize(), "id": str(uuid.uuid4())})
    except OSError as error:
        shutil.rmtree(folder, ignore_errors=True)
        return _say(f"{folder} cannot be written: {error.strerror}. No files were left behind.", 1)
    return _say(DONE.format(folder=name), 0)


def _write(folder: Path, words: dict[str, str]) -> None:
    for source in sorted(STARTER.rglob("*")):
        if source.is_file() and source.suffix in {".yaml", ".py", ".html", ".js", ".css", ".md"}:
            target = folder / source.relative_to(STARTER)
            target.parent.mkdir(exist_ok=True)
            target.write_text(string.Template(source.read_text("utf-8")).substitute(words), "utf-8")


def _say(sentence: str, status: int) -> int:
    print(sentence, file=sys.stderr if status else sys.stdout)
    return status
