"""A setting and a language are declared once: adding a made-up one shows that nothing else has to change."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect
from pydantic import create_model

from resolvers.configuration import Configuration, Flag, read
from tests.gadget.conftest import STATIC, Opener, calls, served
from tests.gadget.fixtures.boards import description, page

SETTING = {
    "gadget/settings/table.js": ("  labelStyle: choice(", "  countMoons: flag(),\n  labelStyle: choice("),
    "gadget/i18n/en.js": ('  "settings.more": ', '  "settings.countMoons": "Count moons",\n  "settings.more": '),
}
"""The files of the pages that a new setting changes, each with the text to replace and its replacement."""

LANGUAGE = {
    "gadget/i18n/texts.js": ("const LANGUAGES = { ", 'const LANGUAGES = { eo: () => import("./eo.js"), '),
    "gadget/i18n/eo.js": ("", 'export default { "settings.more": "Pli da agordoj" };\n'),
}
"""The same for a new language, which also adds a file."""

SCHEMA = Configuration.model_json_schema()["properties"]


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Yield the address of a server of the static files with the made-up setting and language."""
    folder = tmp_path_factory.mktemp("static") / "static"
    shutil.copytree(STATIC, folder)
    for name, (text, replacement) in (SETTING | LANGUAGE).items():
        changed(folder / name, text, replacement)
    with served(folder) as address:
        yield address


def changed(path: Path, text: str, replacement: str) -> None:
    before = path.read_text("utf-8") if path.exists() else ""
    assert before.count(text) == 1
    path.write_text(before.replace(text, replacement), "utf-8")


def opened(gadget: Opener, entry_point: str, configuration: dict[str, Any], **more: Any) -> Any:
    extension = {"entryPoint": entry_point, "gadget": {"id": "10001"}, "gadgetConfiguration": configuration}
    answers = {"listBoards": page(), "describeBoard": description()}
    wait = "form" if entry_point == "edit" else "[data-state=ready]"
    return gadget(context={"extension": extension} | more, answers=answers, wait=wait)


def test_a_setting_of_one_row_is_asked_for_and_kept(gadget: Opener) -> None:
    """One row of the table and its text give a field, a preview with its value, and a stored value."""
    edit = opened(gadget, "edit", {"boardIds": [1]})
    edit.get_by_text("More settings").click()
    edit.get_by_label("Count moons").check()
    expect(edit.locator(".preview .chart")).to_be_visible()
    edit.wait_for_function("() => __stub.calls.some(({ payload }) => payload?.payload?.countMoons)")
    edit.get_by_role("button", name="Save").click()
    (kept,) = [call["payload"] for call in calls(edit) if call["command"] == "submit"]
    assert kept["countMoons"] is True


def test_a_setting_of_one_row_reaches_the_resolvers(gadget: Opener) -> None:
    """The view passes every setting of the table to the resolver functions, and nothing else that the host stores."""
    view = opened(gadget, "view", {"boardIds": [1], "countMoons": True, "refresh": 15, "unheard": 1})
    assert calls(view, "getVelocity")[0]["payload"] == {"boardIds": [1], "countMoons": True}


def test_a_setting_of_one_field_is_read() -> None:
    """One field of the model is all that the functions need to read a setting and to tell its figures apart."""
    model = create_model("Model", __base__=Configuration, count_moons=(Flag, False))
    usual, moons = read(model, {"boardIds": [1]}), read(model, {"boardIds": [1], "countMoons": True})
    assert usual.digest != moons.digest


def test_a_language_is_a_file_and_a_row(gadget: Opener) -> None:
    """The page shows the texts of the new file, and English for those it lacks."""
    edit = opened(gadget, "edit", {"boardIds": [1]}, locale="eo")
    expect(edit.get_by_text("Pli da agordoj")).to_be_visible()
    expect(edit.get_by_role("button", name="Save")).to_be_visible()


def test_the_table_agrees_with_the_model(gadget: Opener) -> None:
    """The pages and the functions have the same settings, with the same defaults and bounds."""
    edit = opened(gadget, "edit", {"boardIds": [1]})
    rows = edit.evaluate("""async () => {
      const { SETTINGS } = await import("/gadget/settings/table.js");
      const own = Object.entries(SETTINGS).filter(([name, { isHosts }]) => !isHosts && name !== "countMoons");
      return Object.fromEntries(own);
    }""")
    assert rows.keys() == SCHEMA.keys()
    for name, row in rows.items():
        schema = SCHEMA[name]
        assert row["usual"] == schema.get("default", [])
        assert row.get("of", schema.get("enum")) == schema.get("enum")
        assert row.get("most") in {None, schema.get("maximum"), schema.get("maxItems")}
        if "maximum" in schema:
            assert row["most"] == schema["maximum"]
