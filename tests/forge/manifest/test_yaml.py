"""A manifest is plain data, and reading it trusts nothing in it."""

from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.forge.manifest.reader import ManifestError, inspect, load
from app.forge.manifest.yaml import Refused, read


@pytest.mark.parametrize(
    ("text", "line", "rule"),
    [
        ("", 1, "yaml"),
        ("# nothing\n", 1, "yaml"),
        ("a: [1", 1, "yaml"),
        ("a: 1\n b: 2", 2, "yaml"),
        ("a: \x01", 1, "yaml"),
        ("a: 1\n---\nb: 2", 2, "yaml"),
        ("a: &x 1", 1, "anchor"),
        ("a: 1\nb: *x", 2, "anchor"),
        ("a: &a [x]\nb: [*a, *a]", 1, "anchor"),
        ("base: &base {a: 1}\nuse:\n  <<: *base", 1, "anchor"),
        ("a: !!python/object/apply:os.system [ls]", 1, "tag"),
        ("a: 1\nb: !local x", 2, "tag"),
        ("a: !!str 5", 1, "tag"),
        ("[" * 21 + "]" * 21, 1, "depth"),
        ("[" * 100_000, 1, "depth"),
        ("a: " + "x" * 256 * 1024, 1, "size"),
    ],
)
def test_what_is_not_read_any_further(text: str, line: int, rule: str) -> None:
    """Bombs, tags and invalid YAML are refused before anything is built."""
    with pytest.raises(Refused) as caught:
        read(text.encode())
    assert (caught.value.finding.line, caught.value.finding.rule) == (line, rule)


def test_what_is_not_utf_8_is_refused() -> None:
    """The encoding is UTF-8; a byte order mark is accepted."""
    with pytest.raises(Refused, match="not UTF-8"):
        read("a: ü".encode("latin-1"))
    assert read("\ufeffa: ü".encode())[0].data == {"a": "ü"}


def test_a_key_that_comes_twice_is_a_finding() -> None:
    """The first one counts, and the second is reported with both lines."""
    document, findings = read(b"a: 1\nb:\n  c: 1\n  c: 2\na: 3")
    assert document.data == {"a": 1, "b": {"c": 1}}
    assert [(finding.line, finding.rule) for finding in findings] == [(4, "duplicate-key"), (5, "duplicate-key")]


def test_a_key_is_a_text() -> None:
    """A mapping or list as a key is a finding; a number becomes the text that it is written as."""
    document, findings = read(b"? [a]\n: 1\n5: 2")
    assert document.data == {"5": 2}
    assert [(finding.line, finding.rule) for finding in findings] == [(1, "key")]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("true", True),
        ("False", False),
        ("null", None),
        ("~", None),
        ("12", 12),
        ("-3", -3),
        ("1.5", 1.5),
        ("1e3", 1000.0),
        ("yes", "yes"),
        ("off", "off"),
        ("2026-11-24", "2026-11-24"),
        ("1:30", "1:30"),
        ("0x1F", "0x1F"),
        ("'5'", "5"),
        ('"true"', "true"),
        ("1" * 5000, "1" * 5000),
        (".", "."),
    ],
)
def test_scalars_are_those_of_yaml_1_2(text: str, value: object) -> None:
    """`yes` and dates are texts, as in Forge's own tools."""
    assert read(f"a: {text}".encode())[0].data == {"a": value}


def test_each_place_has_a_line() -> None:
    """A location that does not exist has the line of its nearest parent."""
    document, _ = read(b"a:\n  b:\n    - 1\n    - c: 2")
    locations = {("a",): 1, ("a", "b"): 2, ("a", "b", 1): 4, ("a", "b", 1, "c"): 4, ("a", "b", 1, "x"): 4, ("x",): 1}
    assert {location: document.line(location) for location in locations} == locations


@pytest.mark.parametrize("name", ["manifest.json", "manifest", "manifest.yaml.bak"])
def test_another_suffix_is_refused(name: str, tmp_path: Path) -> None:
    """The name of a manifest has a YAML suffix."""
    (tmp_path / name).write_text("{}")
    assert [finding.rule for finding in inspect(tmp_path / name)] == ["file"]


def test_a_file_that_cannot_be_read_is_a_finding(tmp_path: Path) -> None:
    """A missing file or a folder is reported like any other fault, without its path."""
    (tmp_path / "folder.yaml").mkdir()
    for name in ("missing.yaml", "folder.yaml"):
        (finding,) = inspect(tmp_path / name)
        assert (finding.rule, str(tmp_path) in finding.message) == ("file", False)


def test_findings_fit_a_line(tmp_path: Path) -> None:
    """No text of the file can forge a line of output or flood it."""
    path = tmp_path / "manifest.yaml"
    path.write_text('"a\\nerror: forged\\e[31m": 1\n' + '"' + "b" * 1000 + '": 2\n')
    messages = [finding.message for finding in inspect(path)]
    assert r"unknown key 'a\nerror: forged\x1b[31m'" in messages
    assert all(message.isprintable() and len(message) <= 400 for message in messages)


VOCABULARY = """
modules jira:dashboardGadget function resources app permissions scopes key title i18n resource resolver handler path id
runtime name external content styles edit main index.handler static read:jira-work render
"""
WORDS = st.sampled_from(VOCABULARY.split())
PIECES = st.lists(
    WORDS | st.sampled_from([": ", "\n", "\n  ", "- ", "[", "]", "{", "}", ",", "&a ", "*a", "!t ", "'", "?"])
)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(content=st.binary() | st.text().map(str.encode) | PIECES.map(lambda parts: "".join(parts).encode()))
def test_whatever_a_file_holds_is_only_ever_refused(content: bytes, tmp_path: Path) -> None:
    """Whatever the file holds, the reader raises nothing but a ManifestError."""
    path = tmp_path / "manifest.yaml"
    path.write_bytes(content)
    with pytest.raises(ManifestError):
        load(path)


DATA = st.recursive(
    st.none() | st.booleans() | st.integers() | WORDS | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS | st.text(max_size=9), inner, max_size=6),
    max_leaves=20,
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(top=st.dictionaries(WORDS, DATA, min_size=1), gadget=st.dictionaries(WORDS, DATA), other=DATA)
def test_whatever_shape_a_manifest_has_it_is_only_ever_refused(
    top: dict[str, object], gadget: dict[str, object], other: object, tmp_path: Path
) -> None:
    """Any data in the locations that are checked gives findings, each with a line."""
    top["modules"] = {"jira:dashboardGadget": [gadget, other], "function": [gadget]}
    path = tmp_path / "manifest.yaml"
    path.write_text(yaml.safe_dump(top, allow_unicode=False))
    with pytest.raises(ManifestError) as caught:
        load(path)
    assert all(finding.line >= 1 and finding.message for finding in caught.value.findings)
