"""A switch: how one guard is switched off, and the test that must notice."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Switch:
    """A guard in the code and the test that holds it.

    `guard` is a text that occurs exactly once in `file` (a path from the top of the project), `off` what stands there
    with the guard switched off, and `test` the pytest node (`file::function`) that must then fail.
    """

    promise: str
    file: str
    guard: str
    off: str = ""
    test: str

    def __post_init__(self) -> None:
        """Refuse a switch that switches nothing."""
        if not self.guard or self.guard == self.off:
            message = f"the switch '{self.promise}' changes nothing: give the guarding text and what replaces it"
            raise ValueError(message)

    def applied(self, text: str) -> str:
        """Return the file's text with the guard switched off; raises ValueError unless it is there exactly once."""
        if (found := text.count(self.guard)) != 1:
            message = f"the guard of '{self.promise}' is {found} times in {self.file}: name a text that is there once"
            raise ValueError(message)
        return text.replace(self.guard, self.off)
