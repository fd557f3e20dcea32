"""Reads YAML as plain data with line numbers: no tags, anchors or duplicate keys, with limits on depth and size.

Plain scalars follow YAML 1.2's core schema, as in Forge's own tools: `yes` and `2026-11-24` are strings.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import yaml

from app.forge.errors import Finding

LARGEST: Final = 256 * 1024
"""The most bytes of a manifest."""

DEEPEST: Final = 20
"""The most levels of nested mappings and lists."""

Location = tuple[str | int, ...]

_INTEGER: Final = re.compile(r"[-+]?[0-9]{1,18}")
_FLOAT: Final = re.compile(r"[-+]?(\.[0-9]{1,300}|[0-9]{1,300}(\.[0-9]{0,300})?)([eE][-+]?[0-9]{1,3})?")
_WORDS: Final[Mapping[str, object]] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}


@dataclass(frozen=True)
class Document:
    """A file's content and the line of each location in it; a location is a path such as `("app", "id")`."""

    data: Any
    lines: Mapping[Location, int]

    def line(self, location: Location) -> int:
        """Return the line of a location, or of its nearest ancestor that exists."""
        while location not in self.lines and location:
            location = location[:-1]
        return self.lines.get(location, 1)


class Refused(Exception):  # noqa: N818 - reported as findings
    """YAML that cannot be read."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.message)
        self.finding = finding


def read(content: bytes) -> tuple[Document, list[Finding]]:
    """Return the document and the findings in it; raises `Refused` if it is not plain YAML."""
    if len(content) > LARGEST:
        raise refuse(1, "size", f"the file is larger than {LARGEST // 1024} KB")
    try:
        text = content.decode("utf-8-sig")
        _look_over(text)
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except UnicodeDecodeError:
        raise refuse(1, "encoding", "the file is not UTF-8") from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        raise refuse(mark.line + 1 if mark else 1, "yaml", f"this is not YAML: {error.problem}") from None
    except yaml.YAMLError:
        raise refuse(1, "yaml", "this is not YAML: it contains characters that YAML forbids") from None
    if node is None:
        raise refuse(1, "yaml", "the file is empty")
    lines: dict[Location, int] = {}
    findings: list[Finding] = []
    return Document(_value(node, (), lines, findings), lines), findings


def refuse(line: int, rule: str, message: str) -> Refused:
    """Return the error with its finding."""
    return Refused(Finding(line, "error", rule, message))


def _look_over(text: str) -> None:
    """Refuse unsafe input, event by event, before any value is built."""
    depth = 0
    for event in _events(text):
        line = event.start_mark.line + 1 if event.start_mark else 1
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise refuse(line, "depth", f"nested deeper than {DEEPEST} levels")
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) is not None:
            raise refuse(line, "anchor", "anchors and aliases are not supported: repeat the value")
        if getattr(event, "tag", None) is not None:
            raise refuse(line, "tag", "tags are not supported: a manifest holds strings, numbers, true, false and null")


def _events(text: str) -> Iterator[yaml.Event]:
    return yaml.parse(text, Loader=yaml.SafeLoader)


def _value(node: yaml.Node, location: Location, lines: dict[Location, int], findings: list[Finding]) -> object:
    lines.setdefault(location, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, location, lines, findings)
    if isinstance(node, yaml.SequenceNode):
        return [_value(item, (*location, index), lines, findings) for index, item in enumerate(node.value)]
    return _scalar(node.value) if isinstance(node, yaml.ScalarNode) and not node.style else node.value


def _mapping(
    node: yaml.MappingNode, location: Location, lines: dict[Location, int], findings: list[Finding]
) -> dict[str, object]:
    found: dict[str, object] = {}
    for key, value in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode):
            findings.append(Finding(line, "error", "key", "a key must be a string"))
        elif key.value in found:
            findings.append(Finding(line, "error", "duplicate-key", f"'{key.value}' appears twice"))
        else:
            lines[(*location, key.value)] = line
            found[key.value] = _value(value, (*location, key.value), lines, findings)
    return found


def _scalar(text: str) -> object:
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    return float(text) if _FLOAT.fullmatch(text) else text
