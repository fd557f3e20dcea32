"""`@holds`: marks a test with the guard that it covers; `make prove` disables the guard and expects a failure."""

import inspect
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[2]


@dataclass(frozen=True)
class Guard:
    """A guard in the code: `text` occurs once in `place`; replacing it by `off` disables the guard.

    `place` is a function, class or module, or the path of another file relative to the project.
    """

    place: object
    text: str
    off: str = ""

    @property
    def file(self) -> Path:
        """The guard's file, relative to the project."""
        if isinstance(self.place, str):
            return Path(self.place)
        return Path(str(inspect.getsourcefile(self._code()))).relative_to(ROOT)

    def switched_off(self, top: Path = ROOT) -> str:
        """Return the file's text with the guard disabled; raises ValueError if that is impossible."""
        if not self.text or self.text == self.off:
            raise ValueError(f"{self} changes nothing: give the guarding text and what replaces it")
        whole = (top / self.file).read_text("utf-8")
        part = whole
        if not isinstance(self.place, str | ModuleType):
            lines, first = inspect.getsourcelines(self._code())
            part = "".join(whole.splitlines(keepends=True)[first - 1 : first - 1 + len(lines)])
        if (found := part.count(self.text)) != 1:
            raise ValueError(f"{self} is there {found} times: name a text that is there once")
        return whole.replace(part, part.replace(self.text, self.off), 1)

    def __str__(self) -> str:
        return f"{self.file}: {' '.join(self.text.split())[:60]}"

    def _code(self) -> type:
        code: type = inspect.unwrap(self.place)  # type: ignore[arg-type]  # a class or a module is its own end
        return code


def holds(place: object, text: str, off: str = "") -> pytest.MarkDecorator:
    """Mark a test as failing when the guard is disabled; the test's docstring is the guard's promise."""
    return pytest.mark.holds(Guard(place, text, off))


def misfits(item: pytest.Item) -> list[str]:
    """Return a sentence for each mark of a test that does not match the code."""
    found = []
    for mark in item.iter_markers("holds"):
        try:
            mark.args[0].switched_off()
        except (ValueError, OSError) as error:
            found.append(str(error))
    return found
