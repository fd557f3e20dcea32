"""Valid names of dashboards: each can also be the end of an address, `/d/{name}`."""

import unicodedata
from typing import Final

LONGEST: Final = 60
"""Characters of a name."""

SIGNS: Final = frozenset(" -_.,&+()")
RULE: Final = f"A name has 1 to {LONGEST} letters, digits, spaces or - _ . , & + ( ), and a letter or digit among them."


class NameRefusedError(ValueError):
    """A dashboard cannot have this name; the text is the rule."""

    def __init__(self) -> None:
        super().__init__(RULE)


def proper(name: str) -> str:
    """Return a name as it is stored: composed (NFC), with single spaces and none at its ends.

    Raises `NameRefusedError` where it breaks the rule: nothing in a name is a part of a path, `..` is none, and nothing
    is invisible or changes the direction of the text around it.
    """
    name = " ".join(unicodedata.normalize("NFC", name).split())
    kinds = [unicodedata.category(one)[0] for one in name]
    known = all(kind in "LMN" or one in SIGNS for kind, one in zip(kinds, name, strict=True))
    if not known or len(name) > LONGEST or not {"L", "N"} & set(kinds):
        raise NameRefusedError
    return name


def alike(name: str) -> str:
    """Return what two names have in common that people would take for one: case, width and ligatures do not count."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
