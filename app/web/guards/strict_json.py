"""Strict JSON: UTF-8, finite numbers, no duplicate names, no lone surrogates, limited depth."""

import json
import math
from typing import Any, Final, NoReturn

DEEPEST: Final = 20
LONGEST_NUMBER: Final = 309
"""The digits of the largest double: longer numbers are useless, and converting them is slow."""


class JsonRefusedError(ValueError):
    """A body that is not strict JSON. The message names the rule, without input."""


def loads(body: bytes) -> Any:
    """Return the value of a strict JSON text, or raise `JsonRefusedError`."""
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        raise JsonRefusedError("The body is not UTF-8 text.") from None
    try:
        value = _DECODER.decode(text)
    except json.JSONDecodeError as error:
        raise JsonRefusedError(f"The body is not JSON: line {error.lineno}, column {error.colno}.") from None
    except RecursionError:
        raise JsonRefusedError(_TOO_DEEP) from None
    if "\\ud" in text or "\\uD" in text:
        _refuse_surrogates(value)
    if text.count("[") + text.count("{") > DEEPEST and _deeper_than(value, DEEPEST):
        raise JsonRefusedError(_TOO_DEEP)
    return value


_TOO_DEEP: Final = f"The body is nested deeper than {DEEPEST} levels."


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise JsonRefusedError("An object in the body has a duplicate member.")
    return members


def _constant(_: str) -> NoReturn:
    raise JsonRefusedError("The body contains a number that is not finite.")


def _number(text: str) -> float:
    number = float(text)
    return number if math.isfinite(number) else _constant(text)


def _integer(text: str) -> int:
    if len(text) > LONGEST_NUMBER:
        raise JsonRefusedError(f"The body contains a number of more than {LONGEST_NUMBER} digits.")
    return int(text)


_DECODER: Final = json.JSONDecoder(
    object_pairs_hook=_members, parse_constant=_constant, parse_float=_number, parse_int=_integer
)


def _refuse_surrogates(value: object) -> None:
    try:
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError:
        raise JsonRefusedError("The body contains a lone surrogate, which is not a character.") from None


def _deeper_than(value: object, levels: int) -> bool:
    if isinstance(value, dict):
        return levels == 0 or any(_deeper_than(member, levels - 1) for member in value.values())
    if isinstance(value, list):
        return levels == 0 or any(_deeper_than(item, levels - 1) for item in value)
    return False
