"""What is wrong with an address that is none of a Jira Cloud site, and the form that would be right."""

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
"""What the path and the query of an address that was copied from a browser tell of it."""


def advice(text: str) -> str | None:
    """Return what is wrong and what to write instead; None where the address tells neither.

    Only the host of a site is repeated: a word that may be anything else, such as a token, is not.
    """
    whole = text if "://" in text else f"https://{text}"
    try:
        parts = urlsplit(whole)
        host = (parts.hostname or "").rstrip(".")
    except ValueError:
        return None
    if host == GATEWAY:
        return (
            "it lacks the id of the site. Write 'https://api.atlassian.com/ex/jira/CLOUDID'; the id is in what "
            "https://NAME.atlassian.net/_edge/tenant_info answers."
        )
    if SITE.fullmatch(host):
        return f"{_fault(text, parts)}. Write https://{host}."
    if NAME.fullmatch(text):
        return "it is a name alone. Write https://NAME.atlassian.net with it as NAME."
    return None


def _fault(text: str, parts: SplitResult) -> str:
    """Return what an address has, or lacks, besides the right host."""
    page = f"{parts.path}?{parts.query}#{parts.fragment}"
    kind = next((kind for pattern, kind in PAGES if pattern.search(page)), "the address of a page")
    if page.strip("/?#"):
        return f"it is {kind}, of which the part after the host is too much"
    if "://" not in text:
        return "it lacks https:// at the beginning"
    if parts.scheme != "https":
        return f"it begins with {parts.scheme}:// and not with https://"
    return "it names a port" if _names_port(parts) else "it has a form of its own"


def _names_port(parts: SplitResult) -> bool:
    return bool(parts.netloc.rpartition(":")[2].isdigit())
