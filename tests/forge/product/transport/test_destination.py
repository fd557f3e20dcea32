from dataclasses import replace

import httpx
import pytest

from app.forge.product.transport import destination
from app.forge.product.transport.egress import Upstream
from app.jira import remote
from app.jira.remote import remote_upstream
from app.settings import Secret
from tests.forge.product.conftest import upstream_of
from tests.support.holds import holds

NOWHERE = httpx.MockTransport(lambda _: httpx.Response(200))


@pytest.mark.parametrize(
    ("site", "origin", "base_path", "site_url"),
    [
        ("https://name.atlassian.net", "https://name.atlassian.net", "", "https://name.atlassian.net"),
        ("https://Name.Atlassian.net/", "https://name.atlassian.net", "", "https://name.atlassian.net"),
        ("https://name.atlassian.net:443", "https://name.atlassian.net", "", "https://name.atlassian.net"),
        ("https://api.atlassian.com/ex/jira/1-2/", "https://api.atlassian.com", "/ex/jira/1-2", None),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080", "", "http://127.0.0.1:8080"),
        ("http://localhost", "http://localhost", "", "http://localhost"),
        ("http://[::1]:8080", "http://[::1]:8080", "", "http://[::1]:8080"),
    ],
)
def test_a_site_is_one_of_jira_cloud_or_on_this_machine(
    site: str, origin: str, base_path: str, site_url: str | None
) -> None:
    """A site's own address, Atlassian's gateway to a site, and ports of this machine are destinations."""
    upstream = remote_upstream(site)
    assert (upstream.origin, upstream.base_path, upstream.site_url) == (origin, base_path, site_url)
    assert upstream.kind == "remote"


@holds(
    Upstream,
    "if found := fault(self.destination, kind=self.kind):",
    "if False and (found := fault(self.destination, kind=self.kind)):",
)
@holds(destination, 'SITE: Final = re.compile(r"https://', 'SITE: Final = re.compile(r"https?://')
@holds(destination, "if SITE.fullmatch(destination.origin)", "if SITE.match(destination.origin)")
@holds(
    destination,
    "if SITE.fullmatch(destination.origin) and not destination.base_path:",
    "if SITE.fullmatch(destination.origin):",
)
@holds(destination, "if destination.origin == GATEWAY and destination.base_path:", "if destination.origin == GATEWAY:")
@holds(
    destination, '(path and not GATEWAY_PATH.fullmatch(path) and (kind, path) != ("sidecar", SIDECAR_PATH))', "False"
)
@holds(destination, "    except ValueError:\n        return False", "    except ValueError:\n        return True")
@pytest.mark.parametrize(
    "site",
    [
        "http://name.atlassian.net",
        "http://api.atlassian.com/ex/jira/1-2",
        "https://atlassian.net",
        "https://.atlassian.net",
        "https://a.b.atlassian.net",
        "https://name.atlassian.net.evil.example",
        "https://evil.example/name.atlassian.net",
        "https://evilatlassian.net",
        "https://name.atlassian.net@evil.example",
        "https://user:word@name.atlassian.net",
        "https://name.atlassian.net:8443",
        "https://name.atlassian.net/jira",
        "https://name.atlassian.net/ex/jira/1",
        "https://name.atlassian.net?x",
        "https://name.atlassian.net#x",
        "https://api.atlassian.com",
        "https://api.atlassian.com/ex/jira/",
        "https://api.atlassian.com/ex/jira/1/2",
        "https://api.atlassian.com/ex/jira/..",
        "https://api.atlassian.com/ex/confluence/1",
        "https://10.0.0.1",
        "https://169.254.169.254",
        "http://192.168.0.1",
        "http://127.0.0.1.evil.example",
        "http://localhost.evil.example",
        "http://127.1",
        "http://127.0.0.1:0",
        "http://127.0.0.1:99999",
        "http://0.0.0.0",
        "http://2130706433",
        "http://[::ffff:10.0.0.1]",
        "https://nämé.atlassian.net",
        "ftp://name.atlassian.net",
        "file:///etc/passwd",
        "name.atlassian.net",
        "",
    ],
)
def test_no_other_destination_is_taken(site: str) -> None:
    """Other hosts, other ports, private addresses and plain http to another machine are refused."""
    with pytest.raises(ValueError, match=r"site|destination|port"):
        remote_upstream(site)


@holds(destination, "[a-z0-9.-]+)(:[0-9]{1,5})?", "[a-z0-9.:@-]+)(:[0-9]{1,5})?")
@pytest.mark.parametrize(
    "origin", ["https://name.atlassian.net/", "HTTPS://name", "https://a@b", "https://", "name", "https://a b"]
)
def test_an_origin_has_one_spelling(origin: str) -> None:
    """An upstream's origin has to be in its canonical form."""
    with pytest.raises(ValueError, match="origin"):
        upstream_of(NOWHERE, origin=origin)


def test_a_checked_upstream_stays_checked() -> None:
    """Replacing a field of an upstream repeats the checks."""
    upstream = remote_upstream("https://name.atlassian.net")
    with pytest.raises(ValueError, match="Jira site"):
        replace(upstream, origin="https://evil.example")


def account(**credentials: Secret) -> str:
    """Return the account word of a site with these credentials."""
    return remote_upstream("https://name.atlassian.net", **credentials).account


@holds(remote, 'return hashlib.sha256(f"account\\0{text}".encode()).hexdigest()[:16]', "return text")
def test_kept_answers_belong_to_a_credential() -> None:
    """The account word changes with the credential, is the same for the same one, and does not reveal it."""
    words = [
        account(),
        account(bearer_token=Secret("canary")),
        account(email=Secret("a"), api_token=Secret("canary")),
        account(email=Secret("b"), api_token=Secret("canary")),
    ]
    assert len(set(words)) == 4
    assert words[1] == account(bearer_token=Secret("canary"))
    assert not any("canary" in word for word in words)


def test_a_site_has_a_cloud_id() -> None:
    """It is the gateway's own, or one derived from the site's address."""
    gateway = remote_upstream("https://api.atlassian.com/ex/jira/1-2")
    one, same, other = (remote_upstream(f"https://{name}.atlassian.net") for name in ("one", "ONE", "other"))
    assert gateway.cloud_id == "1-2"
    assert one.cloud_id == same.cloud_id != other.cloud_id
