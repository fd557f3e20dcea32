"""Switches of access to the server: where it listens, and the key."""

from typing import Final

from tests.trust.switch import Switch

FAULTS: Final = "tests/test_settings.py::test_a_fault_is_told_in_a_sentence_without_the_value"
RULES: Final = "app/setting_rules.py"
KEY_OPENS: Final = "tests/web/test_server.py::test_the_access_key_opens_pages_and_data"
SERVER: Final = "app/web/server.py"
ACCESS: Final = "app/web/guards/access.py"
ALONE: Final = "tests/web/guards/test_head.py"
SESSIONS: Final = "app/web/guards/sessions.py"
SERVING: Final = "app/web/listen.py"
COMMAND: Final = "tests/test_command.py"

SWITCHES: Final = (
    Switch(
        promise="other machines need the key: listening elsewhere demands one",
        file=RULES,
        guard="if settings.access_key is None and not settings.local_only:",
        off="if False:",
        test=FAULTS,
    ),
    Switch(
        promise="an address that is not loopback is not taken for it",
        file="app/settings.py",
        guard="return is_loopback(self.host.lower())",
        off="return True",
        test=FAULTS,
    ),
    Switch(
        promise="the server listens on this machine unless told otherwise",
        file="app/settings.py",
        guard='host: str = "127.0.0.1"',
        off='host: str = "localhost"',
        test="tests/test_settings.py::test_nothing_set_means_the_demo_site_on_this_machine",
    ),
    Switch(
        promise="the server listens where it was told to",
        file=SERVING,
        guard="return _bind(settings.host, settings.port)",
        off='return _bind("0.0.0.0", settings.port)',
        test=f"{COMMAND}::test_one_line_tells_where_and_what_with",
    ),
    Switch(
        promise="a short access key is refused",
        file=RULES,
        guard="if not keys or any(len(key) < SHORTEST_ACCESS_KEY for key in keys):",
        off="if False:",
        test=FAULTS,
    ),
    Switch(
        promise="the server asks for the key",
        file=SERVER,
        guard="        keys,\n        CrossSite",
        off="        CrossSite",
        test=KEY_OPENS,
    ),
    Switch(
        promise="data needs the key",
        file=ACCESS,
        guard="frozenset({Kind.PAGE, Kind.EMBED, Kind.DATA})",
        off="frozenset({Kind.PAGE, Kind.EMBED})",
        test=f"{ALONE}::test_data_needs_the_key",
    ),
    Switch(
        promise="pages need the key",
        file=ACCESS,
        guard="frozenset({Kind.PAGE, Kind.EMBED, Kind.DATA})",
        off="frozenset({Kind.EMBED, Kind.DATA})",
        test=f"{ALONE}::test_a_page_without_the_key_asks_for_it",
    ),
    Switch(
        promise="embedded pages need the key",
        file=ACCESS,
        guard="frozenset({Kind.PAGE, Kind.EMBED, Kind.DATA})",
        off="frozenset({Kind.PAGE, Kind.DATA})",
        test=f"{ALONE}::test_a_page_without_the_key_asks_for_it",
    ),
    Switch(
        promise="a wrong key is refused",
        file=ACCESS,
        guard="        role = self.keys.role(key)\n",
        off="        role = self.keys.role(key) or Role.EDIT\n",
        test=f"{ALONE}::test_data_needs_the_key",
    ),
    Switch(
        promise="a wrong key is refused at the login",
        file=ACCESS,
        guard="role = access.judge(request.scope, given",
        off="role = Role.EDIT or access.judge(request.scope, given",
        test=KEY_OPENS,
    ),
    Switch(
        promise="the key is compared in constant time",
        file=SESSIONS,
        guard='return hmac.compare_digest(given.encode("utf-8", "replace"), expected.encode())',
        off="return given == expected",
        test=f"{ALONE}::test_the_key_is_compared_in_constant_time",
    ),
    Switch(
        promise="the key is never part of an address",
        file=ACCESS,
        guard="        presented = _presented(headers)\n",
        off='        _, asked, key = scope["query_string"].partition(b"=")\n'
        "        presented = key.decode() if asked else _presented(headers)\n",
        test=f"{ALONE}::test_a_key_in_the_address_opens_nothing",
    ),
    Switch(
        promise="the key is not printed",
        file=SERVING,
        guard='f"Ready on {settings.address.url} (',
        off='f"Ready on {settings.address.url}?{settings.access_key and settings.access_key.reveal()} (',
        test=f"{COMMAND}::test_a_server_for_others_says_so",
    ),
    Switch(
        promise="the login's cookie does not give the key away",
        file=SESSIONS,
        guard="""return f"{int(now)}.{_proof(key, int(now))}\"""",
        off="""return f"{int(now)}.{_proof(key, int(now))}{key}\"""",
        test=KEY_OPENS,
    ),
    Switch(
        promise="no script reads the login's cookie",
        file=ACCESS,
        guard=" HttpOnly;",
        test=KEY_OPENS,
    ),
    Switch(
        promise="no other site's request has the login's cookie",
        file=ACCESS,
        guard="SameSite=lax",
        off="SameSite=none",
        test=KEY_OPENS,
    ),
    Switch(
        promise="forwarded headers are not believed",
        file=SERVING,
        guard="proxy_headers=False",
        off="proxy_headers=True",
        test=f"{COMMAND}::test_forwarded_headers_change_nobody",
    ),
    Switch(
        promise="no request is reported to a collector",
        file=SERVER,
        guard="        telemetry=UNSEEN,\n",
        test=f"{COMMAND}::test_the_environment_cannot_have_requests_told_elsewhere",
    ),
    Switch(
        promise="answers do not name the server's software",
        file=SERVING,
        guard="server_header=False",
        off="server_header=True",
        test=f"{COMMAND}::test_answers_tell_nothing_of_the_server_and_believe_no_proxy",
    ),
)
