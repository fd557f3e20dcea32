"""Our hashes of inline scripts beside those of `@forge/csp`."""

import pytest

from app.web import inline_scripts
from tests.parity.side import Side

PAGES = [
    "",
    "<p>no script</p>",
    '<!doctype html><html><head><script>alert("1 < 2 && 3 > 2")</script></head></html>',
    '<script type="module">\n  const a = `</p>`;\n</script><SCRIPT>b()</SCRIPT>',
    '<script src="a.js"></script><script SRC="b.js">not this</script><script src>nor this</script>',
    "<script></script><script> </script>",
    '<script type="application/json">{"a": "&amp;&lt;"}</script>',
    '<script type="importmap">{"imports": {}}</script><script async nonce=x data-a="<script>">c()</script>',
    "<!-- <script>hidden()</script> --><script>shown()</script>",
    '<body onload="attribute()"><a href="javascript:x()">x</a><script>d("ä€😀")</script>',
    "<script>same()</script><script>same()</script>",
    "<script>windows()\r\n</script>",
]


@pytest.mark.parametrize("page", PAGES)
def test_inline_scripts_have_the_hashes_of_the_package(page: str, side: Side) -> None:
    """A page's inline scripts get the same hashes as from Forge, and nothing else gets one."""
    theirs = side.ask("scriptSources", page=page)
    # For an empty script the package gives an empty pair of quotes, which is not a CSP source.
    assert list(inline_scripts.hashes(page.encode())) == [source for source in theirs if source != "''"]
