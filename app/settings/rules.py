"""The rules for settings. Each finding is a sentence: the setting, the fault, and what to do."""

import re
from typing import Final
from urllib.parse import SplitResult, urlsplit

from app.forge.product.transport.destination import LAST_PORT, Destination, fault, is_loopback
from app.settings.site_address import advice
from app.settings.values import Secret, Values

SHORTEST_ACCESS_KEY: Final = 16
REDIS: Final = re.compile(r"rediss?(\+sentinel|\+cluster)?://\S+")
REDIS_FORMS: Final = "redis://, rediss:// (TLS), redis+sentinel://host,host/service, redis+cluster://host"
LOG_LEVELS: Final = ("debug", "info", "warning", "error")
ENVIRONMENTS: Final = ("production", "development")
EXPECTED: Final = (
    "Expected 'demo', 'file:PATH', 'https://NAME.atlassian.net' or 'https://api.atlassian.com/ex/jira/CLOUDID'."
)


def findings(settings: Values) -> list[str]:
    """Return one sentence for each broken rule, without the setting's value."""
    checks = (_site, _credentials, _listening, _external, _keys, _embedding, _running)
    return [finding for check in checks for finding in check(settings)]


def _site(settings: Values) -> list[str]:
    if settings.site_kind == "demo":
        return []
    if (recording := settings.recording) is not None:
        if recording.is_file():
            return []
        return ["JIRA_SITE names a recorded site file that does not exist: correct the path after 'file:'."]
    return _address(settings.site)


def _address(site: str) -> list[str]:
    try:
        parts = urlsplit(site)
        host = parts.hostname or ""
    except ValueError:
        return [f"JIRA_SITE is not an address. {EXPECTED}"]
    if not _port(parts):
        return [f"JIRA_SITE has an invalid port: use one between 1 and {LAST_PORT}."]
    if parts.username is not None or parts.password is not None:
        return ["JIRA_SITE contains a user name or password: put them into JIRA_EMAIL and JIRA_API_TOKEN instead."]
    if parts.scheme == "http" and host and not is_loopback(host):
        return ["JIRA_SITE uses plain http, which would expose the credential to the network: use https."]
    destination = Destination(f"{parts.scheme}://{parts.netloc}".lower(), parts.path.rstrip("/"))
    if parts.query or parts.fragment or fault(destination):
        wrong = advice(site)
        rest = f": {wrong}" if wrong else f"; others are not supported yet. {EXPECTED}"
        return [f"JIRA_SITE is not the address of a Jira Cloud site{rest}"]
    return []


def _port(parts: SplitResult) -> bool:
    """Say whether an address has a valid port or none."""
    try:
        return parts.port is None or 1 <= parts.port <= LAST_PORT
    except ValueError:
        return False


def _credentials(settings: Values) -> list[str]:
    basic = (settings.email is not None) + (settings.api_token is not None)
    if settings.bearer_token is not None and basic:
        return ["JIRA_BEARER_TOKEN is set together with JIRA_EMAIL or JIRA_API_TOKEN: unset one of the two."]
    if basic == 1:
        missing = "JIRA_API_TOKEN" if settings.api_token is None else "JIRA_EMAIL"
        return [f"{missing} is missing: JIRA_EMAIL and JIRA_API_TOKEN only work together."]
    if settings.site.startswith("https:") and settings.credential_source is None:
        return [
            "JIRA_SITE is a real site without a credential: set JIRA_EMAIL and JIRA_API_TOKEN, or JIRA_BEARER_TOKEN."
        ]
    return []


def _listening(settings: Values) -> list[str]:
    if not re.fullmatch(r"[A-Za-z0-9.-]+|[0-9a-fA-F:]+", settings.host):
        return ["VELOCITY_HOST is neither a host name nor an IP address: write it without scheme and port."]
    found = []
    if not 0 <= settings.port <= LAST_PORT:
        found.append("VELOCITY_PORT is outside 0 to 65535: choose a port between 1024 and 65535.")
    if settings.access_key is None and not settings.local_only:
        found.append(
            "VELOCITY_HOST lets other machines reach this server and its Jira data: set VELOCITY_ACCESS_KEY to a long "
            "random value, or listen on 127.0.0.1.",
        )
    return found


def _external(settings: Values) -> list[str]:
    if settings.url is None or is_loopback(settings.url.host):
        return []
    found = []
    if not settings.url.secure and not settings.local_only:
        found.append(
            "VELOCITY_URL uses plain http, which would show keys and figures to the network: use https, with a proxy "
            "that has the certificate, and listen on 127.0.0.1 beside it.",
        )
    if settings.access_key is None:
        found.append(
            "VELOCITY_URL lets others reach this server and its Jira data: set VELOCITY_ACCESS_KEY to a long random "
            "value.",
        )
    return found


def _keys(settings: Values) -> list[str]:
    found = [*_key("VELOCITY_ACCESS_KEY", settings.access_key), *_key("VELOCITY_VIEW_KEY", settings.view_key)]
    if settings.view_key is not None and settings.access_key is None:
        found.append("VELOCITY_VIEW_KEY is set without VELOCITY_ACCESS_KEY: nobody can change dashboards; set both.")
    if set(settings.access_keys) & set(settings.view_keys):
        found.append("VELOCITY_VIEW_KEY contains a key of VELOCITY_ACCESS_KEY: a key has one role, use another.")
    return found


def _key(variable: str, held: Secret | None) -> list[str]:
    if held is None:
        return []
    keys = held.reveal().split()
    if not keys or any(len(key) < SHORTEST_ACCESS_KEY for key in keys):
        return [f"{variable} is too short to be safe: use {SHORTEST_ACCESS_KEY} or more random characters per key."]
    if not all(re.fullmatch(r"[!-~]+", key) for key in keys):
        return [f"{variable} contains a character that HTTP headers cannot carry: use letters and digits."]
    return []


def _embedding(settings: Values) -> list[str]:
    pattern = r"https?://[A-Za-z0-9.-]+(:\d{1,5})?"
    if all(re.fullmatch(pattern, origin) for origin in settings.embed_origins):
        return []
    return ["VELOCITY_EMBED_ORIGINS must be a space-separated list of origins, such as https://wiki.example.com."]


def _running(settings: Values) -> list[str]:
    found = []
    if settings.kvs_url is not None and not REDIS.fullmatch(settings.kvs_url.reveal()):
        found.append(f"VELOCITY_KVS is neither 'memory' nor a valid redis URL: {REDIS_FORMS}.")
    if settings.workers < 1:
        found.append("VELOCITY_WORKERS is below 1: at least one process must serve.")
    if settings.workers > 1 and settings.kvs_url is None:
        found.append(
            "VELOCITY_WORKERS is above 1 while VELOCITY_KVS is 'memory': each process would keep its own figures and "
            "ask Jira again for them. Set VELOCITY_KVS to a redis address, or run one worker.",
        )
    exposed = not settings.local_only or (settings.url is not None and not is_loopback(settings.url.host))
    if settings.reload and (settings.workers > 1 or exposed):
        found.append(
            "VELOCITY_RELOAD is for developing on this machine, with one process: listen on 127.0.0.1 without a "
            "VELOCITY_URL for others, and set VELOCITY_WORKERS to 1."
        )
    if settings.log not in LOG_LEVELS:
        found.append(f"VELOCITY_LOG is not one of {', '.join(LOG_LEVELS)}.")
    if settings.environment not in ENVIRONMENTS:
        found.append(f"VELOCITY_ENV is not one of {', '.join(ENVIRONMENTS)}.")
    if settings.account_id is not None and not re.fullmatch(r"[A-Za-z0-9:_-]{1,128}", settings.account_id):
        found.append("VELOCITY_ACCOUNT_ID must be 1 to 128 letters, digits, colons, hyphens or underscores.")
    return found
