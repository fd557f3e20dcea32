"""The refusal of a site's address says what is wrong in it and gives the right form."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.forge.product.transport.destination import Destination, fault
from app.settings import site_address
from app.settings.site_address import advice
from tests.support.holds import holds

RIGHT = "Write https://acme.atlassian.net."


@pytest.mark.parametrize(
    ("address", "wrong"),
    [
        ("https://acme.atlassian.net/jira/software/c/projects/AC/boards/12", "the address of a board"),
        ("https://acme.atlassian.net/secure/RapidBoard.jspa?rapidView=12", "the address of a board"),
        ("acme.atlassian.net/jira/software/projects/AC/boards/12/backlog", "the address of a board"),
        ("https://acme.atlassian.net/browse/AC-1", "the address of a work item"),
        ("https://acme.atlassian.net/wiki", "the address of Confluence"),
        ("https://acme.atlassian.net/rest/api/3/myself", "an address of Jira's API"),
        ("https://acme.atlassian.net/jira/your-work", "the address of a page"),
        ("https://acme.atlassian.net?x=1", "the address of a page"),
        ("acme.atlassian.net", "lacks https://"),
        ("Acme.Atlassian.Net/", "lacks https://"),
        ("ftp://acme.atlassian.net", "begins with ftp://"),
        ("https://acme.atlassian.net:8443", "has a port"),
    ],
)
def test_the_part_that_is_wrong_is_told(address: str, wrong: str) -> None:
    """Whatever was pasted from the address bar, the sentence says what it is and what to write."""
    said = advice(address)
    assert said is not None
    assert wrong in said
    assert said.endswith(RIGHT)


def test_a_gateway_without_a_site_is_told_where_the_id_is() -> None:
    """The id is not in the address bar, so the sentence says where a site shows it."""
    assert "_edge/tenant_info" in (advice("https://api.atlassian.com") or "")


@holds(
    site_address, '"it is only a name. Write https://NAME.atlassian.net with it as NAME."', 'f"Write https://{text}."'
)
def test_a_word_alone_is_not_repeated() -> None:
    """It may be a name, or a token in the wrong variable."""
    said = advice("acme-token")
    assert said is not None
    assert "acme-token" not in said


@pytest.mark.parametrize(
    "address", ["https://jira.acme.test", "https://acme.atlassian.net.evil.test", "https://[acme", ""]
)
def test_another_address_gets_no_advice(address: str) -> None:
    """An unknown form gets no guess."""
    assert advice(address) is None


@given(st.text() | st.builds("{}acme.atlassian.net{}".format, st.sampled_from(["", "http://", "https://"]), st.text()))
def test_what_is_offered_would_do(address: str) -> None:
    """The settings accept each address that is offered."""
    for offered in re.findall(r"Write (https://[a-z0-9.-]+[a-z0-9])\.$", advice(address) or ""):
        assert fault(Destination(offered, "")) is None
