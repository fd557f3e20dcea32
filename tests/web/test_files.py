"""Files: what is served, what is not found, and where the bridge is inserted."""

from pathlib import Path

import pytest
from starlette.requests import Request

from app.settings import ROOT
from app.web import files
from app.web.files import BRIDGE, TYPES, Folder, packed, takes_gzip, with_bridge
from app.web.routing import INLINE_SCRIPTS
from tests.support.holds import holds

SCRIPT = BRIDGE.decode()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with files that may be served and some that may not, and a neighbouring folder."""
    root = tmp_path / "root"
    (root / "sub").mkdir(parents=True)
    (root / ".git").mkdir()
    for name in ("index.html", "app.js", "sub/index.html", "app.py", "app.js.bak", ".env", ".git/config.js", "noext"):
        (root / name).write_text(f"<head></head>{name}")
    (tmp_path / "secret.js").write_text("secret")
    (root / "link.js").symlink_to(tmp_path / "secret.js")
    (root / "good.js").symlink_to(root / "app.js")
    return root


@pytest.mark.parametrize("path", ["index.html", "", "app.js", "sub/", "sub/index.html", "good.js"])
def test_listed_kinds_are_served(path: str, folder: Path) -> None:
    """A file of a known kind is served with its type; a folder means its index page."""
    found = Folder(folder).read(path)
    assert found is not None
    assert found[1] in TYPES.values()


@pytest.mark.parametrize(
    ("kinds", "media"),
    [
        ("js mjs", "text/javascript"),
        ("css", "text/css"),
        ("html", "text/html"),
        ("map json", "application/json"),
        ("wasm", "application/wasm"),
        ("woff woff2 ttf otf", "font/"),
        ("svg png jpg jpeg gif webp avif ico", "image/"),
        ("mp4", "video/"),
        ("txt", "text/plain"),
        ("webmanifest", "application/manifest+json"),
        ("xml", "application/xml"),
    ],
)
def test_the_kinds_of_a_bundler_are_served(kinds: str, media: str, tmp_path: Path) -> None:
    """What a bundler writes beside a page is served, in upper case too, with the media type that browsers expect."""
    for kind in kinds.split():
        for name in (f"file.{kind}", f"FILE.{kind.upper()}"):
            (tmp_path / name).write_text("x")
            assert (Folder(tmp_path).read(name) or (b"", ""))[1].startswith(media)


@holds(Folder, ' or part.startswith(".")')
@holds(files, "TYPES: Final = {\n", 'TYPES: Final = {\n    ".py": "text/plain",\n')
@holds(Folder, "path.is_relative_to(self.root) and ")
@pytest.mark.parametrize(
    "path",
    [
        ".env",
        ".git/config.js",
        "app.py",
        "app.js.bak",
        "noext",
        "sub",
        "../secret.js",
        "sub/../../secret.js",
        "..\\secret.js",
        "..%2fsecret.js",
        "%2e%2e/secret.js",
        "..;/secret.js",
        "./app.js",
        "//app.js",
        "/app.js",
        "app.js/",
        "app.js\0",
        "app.js\0.html",
        "link.js",
        "C:\\app.js",
        "a" * 3000 + ".js",
        "missing.js",
    ],
)
def test_everything_else_is_as_if_it_were_not_there(path: str, folder: Path) -> None:
    """Hidden files, other types, paths out of the folder and unusual names give 404."""
    assert Folder(folder).read(path) is None


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("<!doctype html><html><head><title>x</title>", f"<!doctype html><html><head>{SCRIPT}<title>x</title>"),
        ('<HTML><HEAD class="x">\n<script>', f'<HTML><HEAD class="x">{SCRIPT}\n<script>'),
        ("<!-- <head> --><head>", f"<!-- <head> --><head>{SCRIPT}"),
        ("<!doctype html><header>x", f"<!doctype html><head>{SCRIPT}</head><header>x"),
        ('<html lang="en"><body>', f'<html lang="en"><head>{SCRIPT}</head><body>'),
        ("<!doctype html><p>", f"<!doctype html><head>{SCRIPT}</head><p>"),
        ("", f"<head>{SCRIPT}</head>"),
    ],
)
def test_the_bridge_comes_first_in_the_head(page: str, expected: str) -> None:
    """The app's scripts use the bridge while they load, so it precedes them; a page without a head gets one."""
    assert with_bridge(page.encode()).decode() == expected


def test_only_pages_of_an_app_get_the_bridge(folder: Path) -> None:
    """The host's own pages are its host, and scripts are not pages."""
    read = Folder(folder, bridged=True).read
    assert BRIDGE in (read("index.html") or (b"",))[0]
    assert BRIDGE not in (read("app.js") or (BRIDGE,))[0]
    assert BRIDGE not in (Folder(folder).read("index.html") or (BRIDGE,))[0]


@pytest.mark.parametrize("known", ["", "*same*"])
def test_the_inline_scripts_of_an_app_s_page_are_noted_for_its_policy(known: str, folder: Path) -> None:
    """Also with a 304, whose policy replaces the one of the browser's copy; never for the host's own pages."""
    (folder / "index.html").write_text("<script>a()</script><script src='b.js'></script>")
    noted = []
    for served in (Folder(folder, bridged=True), Folder(folder)):
        request = Request({"type": "http", "method": "GET", "headers": []})
        if known:
            tag = served.answer(request, "index.html").headers["etag"]
            request = Request({"type": "http", "method": "GET", "headers": [(b"if-none-match", tag.encode())]})
        assert served.answer(request, "index.html").status_code == (304 if known else 200)
        noted.append(len(request.scope.get(INLINE_SCRIPTS, ())))
    assert noted == [1, 0]


@pytest.mark.parametrize(
    ("accepted", "taken"),
    [
        ("gzip", True),
        ("gzip, deflate, br", True),
        ("br;q=1.0, gzip;q=0.2", True),
        ("gzip;q=0", False),
        ("gzip;q=0.00", False),
        ("br", False),
        ("", False),
        ("*", False),
    ],
)
def test_gzip_is_sent_to_whoever_takes_it(accepted: str, taken: bool) -> None:  # noqa: FBT001
    """Files are compressed for clients that accept gzip, and for no others."""
    assert takes_gzip(accepted) is taken


def test_all_files_together_are_small() -> None:
    """All files of host, bridge and gadget are under 186 kB together as transferred."""
    static = ROOT / "static"
    assert sum(len(packed(path.read_bytes())) for path in static.rglob("*") if path.is_file()) < 186_000
