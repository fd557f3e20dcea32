"""Switches of what comes in and goes out as files: bodies, strict JSON, and what is served at all."""

from typing import Final

from tests.trust.switch import Switch

GUARDS: Final = "app/web/guards/head.py"
BODIES: Final = "app/web/guards/body.py"
ALONE: Final = "tests/web/guards/test_head.py"
JSON: Final = "app/web/guards/strict_json.py"
NO_FILE: Final = "tests/web/test_files.py::test_everything_else_is_as_if_it_were_not_there"
FILES: Final = "app/web/files.py"
REFUSED_JSON: Final = f"{ALONE}::test_anything_else_is_refused_without_an_echo"

SWITCHES: Final = (
    Switch(
        promise="a body is declared as JSON",
        file=GUARDS,
        guard='return name == "application/json" and all(',
        off="return all(",
        test=f"{ALONE}::test_a_body_is_declared_as_json",
    ),
    Switch(
        promise="a body's charset is UTF-8",
        file=GUARDS,
        guard=""" and all(one in {"charset=utf-8", 'charset="utf-8"'} for one in parameters)""",
        test=f"{ALONE}::test_a_body_is_declared_as_json",
    ),
    Switch(
        promise="one Content-Type, not two",
        file=GUARDS,
        guard="len(given) != 1 or not _plain_json",
        off="not given or not _plain_json",
        test=f"{ALONE}::test_two_content_types_are_none",
    ),
    Switch(
        promise="a body is not packed",
        file=GUARDS,
        guard=' or "content-encoding" in headers',
        test=f"{ALONE}::test_a_body_is_not_packed",
    ),
    Switch(
        promise="a body's declared length is bounded",
        file=BODIES,
        guard="if not declared.isdecimal() or int(declared[:20]) > place.body_limit:",
        off="if not declared.isdecimal():",
        test=f"{ALONE}::test_a_strange_length_is_refused",
    ),
    Switch(
        promise="a body's real bytes are counted",
        file=BODIES,
        guard="            if seen > place.body_limit:",
        off="            if False:",
        test=f"{ALONE}::test_a_lying_length_does_not_help",
    ),
    Switch(
        promise="JSON is UTF-8 and no other encoding",
        file=JSON,
        guard='text = body.decode("utf-8")',
        off="text = body.decode(json.detect_encoding(body))",
        test=REFUSED_JSON,
    ),
    Switch(
        promise="JSON that is not UTF-8 is not mended",
        file=JSON,
        guard='text = body.decode("utf-8")',
        off='text = body.decode("utf-8", "replace")',
        test=REFUSED_JSON,
    ),
    Switch(
        promise="JSON names a member once",
        file=JSON,
        guard="if len(members) != len(pairs):",
        off="if False:",
        test=REFUSED_JSON,
    ),
    Switch(
        promise="JSON has no NaN and no Infinity",
        file=JSON,
        guard=" parse_constant=_constant,",
        test=REFUSED_JSON,
    ),
    Switch(
        promise="JSON numbers are finite",
        file=JSON,
        guard="return number if math.isfinite(number) else _constant(text)",
        off="return number",
        test=REFUSED_JSON,
    ),
    Switch(
        promise="JSON has no half of a surrogate pair",
        file=JSON,
        guard=r'if "\\ud" in text or "\\uD" in text:',
        off="if False:",
        test=REFUSED_JSON,
    ),
    Switch(
        promise="JSON is not deep",
        file=JSON,
        guard="if _deeper_than(value, DEEPEST):",
        off="if False:",
        test=REFUSED_JSON,
    ),
    Switch(
        promise="hidden files are not served",
        file=FILES,
        guard=' or part.startswith(".")',
        test=NO_FILE,
    ),
    Switch(
        promise="only known kinds of file are served",
        file=FILES,
        guard="TYPES: Final = {\n",
        off='TYPES: Final = {\n    ".py": "text/plain",\n',
        test=NO_FILE,
    ),
    Switch(
        promise="no file outside of its folder is served",
        file=FILES,
        guard="path.is_relative_to(self.root) and ",
        test=NO_FILE,
    ),
)
