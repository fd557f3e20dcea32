"""What the policy of a gadget's page allows and blocks, as a person sees it on the dashboard."""

from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.support.holds import holds
from tests.web import tiny

PAGE = """\
<!doctype html>
<html lang="en"><head><title>Inline</title></head>
<body onload="document.title = 'attribute'"><main></main>
<script type="module">
  document.querySelector("main").textContent = "the inline script ran";
  PROGRAM
  document.body.dataset.ready = "yes";
</script></body></html>
"""
FETCH = "for (let at = 0; at < 20; at += 1) await fetch(`https://elsewhere.test/${at % COUNT}`).catch(() => {});"


def opened(browser: Browser, folder: Path, program: str) -> str:
    """Return the notes, one a line, on the card of the app's page, once it has run this program."""
    (folder / "static" / "index.html").write_text(PAGE.replace("PROGRAM", program))
    with tiny.running(folder) as address:
        page = browser.new_page(locale="en-US")
        page.goto(address)
        page.frame_locator("iframe").locator("body[data-ready]").wait_for(state="attached")
        expect(page.frame_locator("iframe").locator("main")).to_have_text("the inline script ran")
        expect(page.locator(".card-note").first).to_be_visible()
        notes = "\n".join(page.locator(".card-note").all_text_contents())
        title = page.frame_locator("iframe").locator("title").text_content()
        page.close()
        assert title == "Inline"
        return notes


def test_an_inline_script_runs_and_a_refusal_is_a_sentence(browser: Browser, tmp_path: Path) -> None:
    """A page's own script runs by its hash; the card says what the policy blocks, with the directive."""
    tiny.write(tmp_path)
    notes = opened(browser, tmp_path, "")
    assert notes.startswith("The security policy of the gadget's page blocked something: inline (script-src-attr).")


@holds("static/host/frame/connection.js", "this.#refusals.size >= MOST_REFUSALS || ")
@holds("static/host/frame/connection.js", " || this.#refusals.has(key)")
def test_a_page_in_a_loop_does_not_fill_the_card(browser: Browser, tmp_path: Path) -> None:
    """The card shows the same refusal once, and at most three different ones."""
    tiny.write(tmp_path)
    notes = opened(browser, tmp_path, FETCH.replace("COUNT", "1"))
    assert sorted(line.split(": ")[1].split(" The request")[0] for line in notes.splitlines()) == [
        "https://elsewhere.test/0 (connect-src).",
        "inline (script-src-attr).",
    ]
    notes = opened(browser, tmp_path, FETCH.replace("COUNT", "20"))
    assert len(notes.splitlines()) == 3
