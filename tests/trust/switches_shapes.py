"""Switches of the shapes that may be kept."""

from typing import Final

from tests.trust.switch import Switch

SHAPES: Final = "resolvers/cache/schema.py"
SHAPED: Final = "tests/resolvers/cache/test_schema.py"
TEXT: Final = f"{SHAPED}::test_free_text_is_refused_everywhere_but_in_names"
LEAVES: Final = f"{SHAPED}::test_each_shape_takes_its_own_values_only"
KEYS: Final = f"{SHAPED}::test_extra_keys_are_refused"

SWITCHES: Final = (
    Switch(
        promise="a kept number is a number",
        file=SHAPES,
        guard="type(value) is int or (type(value) is float and isfinite(value))",
        off="True",
        test=TEXT,
    ),
    Switch(
        promise="a kept number is finite",
        file=SHAPES,
        guard=" and isfinite(value)",
        test=LEAVES,
    ),
    Switch(
        promise="a kept flag is a flag",
        file=SHAPES,
        guard="    return isinstance(value, bool)\n",
        off="    return True\n",
        test=TEXT,
    ),
    Switch(
        promise="a kept name is not long",
        file=SHAPES,
        guard=" and len(value) <= LONGEST_NAME",
        test=f"{SHAPED}::test_a_name_has_a_limit",
    ),
    Switch(
        promise="a kept text is all of its pattern",
        file=SHAPES,
        guard="compiled.fullmatch(value)",
        off="compiled.match(value)",
        test=TEXT,
    ),
    Switch(
        promise="a kept id of a status is digits",
        file=SHAPES,
        guard=r'_text(r"\d{0,19}")',
        off='_text(r".*")',
        test=TEXT,
    ),
    Switch(
        promise="a kept key of an issue is a key",
        file=SHAPES,
        guard=r'_text(r"[A-Za-z][A-Za-z0-9_]{0,254}-\d{1,19}")',
        off='_text(r".*")',
        test=TEXT,
    ),
    Switch(
        promise="a kept key of a project is a key",
        file=SHAPES,
        guard='_text(r"[A-Za-z][A-Za-z0-9_]{0,254}")',
        off='_text(r".*")',
        test=TEXT,
    ),
    Switch(
        promise="a kept id of a field is an id",
        file=SHAPES,
        guard='_text(r"[A-Za-z][A-Za-z0-9_]{0,63}")',
        off='_text(r".*")',
        test=TEXT,
    ),
    Switch(
        promise="a kept word is of its vocabulary",
        file=SHAPES,
        guard=" and value in words",
        test=TEXT,
    ),
    Switch(
        promise="a kept value that may be missing has its shape",
        file=SHAPES,
        guard="value is None or shape(value)",
        off="True",
        test=TEXT,
    ),
    Switch(
        promise="a kept list has its shape all through",
        file=SHAPES,
        guard=" and all(map(shape, value))",
        test=TEXT,
    ),
    Switch(
        promise="a kept row has its shapes",
        file=SHAPES,
        guard=" and all(map(call, shapes, value))",
        test=TEXT,
    ),
    Switch(
        promise="a kept row has its length",
        file=SHAPES,
        guard=" and len(value) == len(shapes)",
        test=LEAVES,
    ),
    Switch(
        promise="a kept record has its keys",
        file=SHAPES,
        guard="        and value.keys() == shapes.keys()\n        and all(shape(value[key])",
        off="        and all(shape(value.get(key))",
        test=KEYS,
    ),
    Switch(
        promise="a kept record has its shapes",
        file=SHAPES,
        guard="        and all(shape(value[key]) for key, shape in shapes.items())\n",
        test=TEXT,
    ),
)
