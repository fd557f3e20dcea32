"""Advice on an address that is not that of a Jira Cloud site."""

import re
from typing import Final
from urllib.parse import SplitResult, urlsplit

SITE: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,62}\.atlassian\.net")
NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,62}")
GATEWAY: Final = "api.atlassian.com"
PAGES: Final = (
    (re.compile(r"/boards?/\d+|rapidview", re.IGNORECASE), "the address of a board"),
    (re.compile(r"^/browse/|/issues?/", re.IGNORECASE), "the address of a work item"),
    (re.compile(r"^/wiki[/?]"), "the address of Confluence"),
    (re.compile(r"^/rest/"), "an address of Jira's API"),
)
"""Patterns of path and query that identify an address copied from a browser."""


def advice(text: str) -> str | None:
    """Return what is wrong and what to write instead, None if neither can be determined.

    Only the host of a site is repeated, never a word that might be a token.
    """
    whole = text if "://" in text else f"https://{text}"
    try:
        parts = urlsplit(whole)
        host = (parts.hostname or "").rstrip(".")
    except ValueError:
        return None
    if host == GATEWAY:
        return (
            "it lacks the site's id. Write 'https://api.atlassian.com/ex/jira/CLOUDID'; find the id at "
            "https://NAME.atlassian.net/_edge/tenant_info."
        )
    if SITE.fullmatch(host):
        return f"{_fault(text, parts)}. Write https://{host}."
    if NAME.fullmatch(text):
        return "it is only a name. Write https://NAME.atlassian.net with it as NAME."
    return None


def _fault(text: str, parts: SplitResult) -> str:
    """Return what an address with the right host has too much or lacks."""
    page = f"{parts.path}?{parts.query}#{parts.fragment}"
    kind = next((kind for pattern, kind in PAGES if pattern.search(page)), "the address of a page")
    if page.strip("/?#"):
        return f"it is {kind}: remove the part after the host"
    if "://" not in text:
        return "it lacks https:// at the beginning"
    if parts.scheme != "https":
        return f"it begins with {parts.scheme}:// instead of https://"
    return "it has a port" if _names_port(parts) else "it has an unknown form"


def _names_port(parts: SplitResult) -> bool:
    return bool(parts.netloc.rpartition(":")[2].isdigit())
