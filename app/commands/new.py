"""`velocity-chart new NAME`: a folder with a small gadget of one's own, which runs as it is."""

import re
import shutil
import string
import sys
import uuid
from pathlib import Path
from typing import Final

STARTER: Final = Path(__file__).parent / "starter"
NAME: Final = re.compile(r"[a-z][a-z0-9-]{0,22}")
"""What may be the key of a module, without capitals: some file systems do not tell them apart in a folder's name."""

DONE: Final = """\
{folder} has a gadget now. See it on a dashboard of its own:
    velocity-chart serve --manifest {folder}/manifest.yaml --dashboard {folder}/dashboard.json"""


def run(name: str, parent: Path) -> int:
    """Write the folder below `parent` and return the exit status: 0 done, 1 not written, 2 the name is refused.

    What exists is left as it is, also an empty folder.
    """
    if not NAME.fullmatch(name):
        return _say("A name is 1 to 23 small letters, digits and hyphens and begins with a letter: my-gadget.", 2)
    folder = parent / name
    try:
        folder.mkdir()
    except FileExistsError:
        return _say(f"{folder} exists already and was not touched. Choose another name, or remove it.", 1)
    except OSError as error:
        return _say(f"{folder} cannot be written: {error.strerror}.", 1)
    try:
        _write(folder, {"name": name, "title": name.replace("-", " ").strip().capitalize(), "id": str(uuid.uuid4())})
    except OSError as error:
        shutil.rmtree(folder, ignore_errors=True)
        return _say(f"{folder} cannot be written: {error.strerror}. Nothing of it was left.", 1)
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
