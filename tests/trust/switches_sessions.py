"""Switches of the external address, of roles and sessions, of guessing and of the audit log."""

from typing import Final

from tests.trust.switch import Switch

ACCESS: Final = "app/web/guards/access.py"
SESSIONS: Final = "app/web/guards/sessions.py"
ATTEMPTS: Final = "app/web/guards/attempts.py"
RULES: Final = "app/setting_rules.py"
GUARDS: Final = "app/web/guards/head.py"
BASE: Final = "app/web/guards/base_path.py"
HELD: Final = "tests/web/guards/test_sessions.py"
ADDRESS: Final = "tests/web/test_address.py"
FAULTS: Final = "tests/test_settings.py::test_a_fault_is_told_in_a_sentence_without_the_value"

SWITCHES: Final = (
    Switch(
        promise="an external address needs a key",
        file=RULES,
        guard='            "VELOCITY_URL lets others reach this server',
        off='            "" and "VELOCITY_URL lets others reach this server',
        test=FAULTS,
    ),
    Switch(
        promise="plain http is for a proxy beside the server",
        file=RULES,
        guard="if not settings.url.secure and not settings.local_only:",
        off="if False:",
        test=FAULTS,
    ),
    Switch(
        promise="a key has one role",
        file=RULES,
        guard="if set(settings.access_keys) & set(settings.view_keys):",
        off="if False:",
        test=FAULTS,
    ),
    Switch(
        promise="the host is the external one",
        file=GUARDS,
        guard='external = None if scope["path"] in PROBES else self.external',
        off="external = None",
        test=f"{ADDRESS}::test_host_and_path_are_the_external_ones",
    ),
    Switch(
        promise="the path is the external one",
        file=BASE,
        guard='if path.startswith(f"{self.base}/") else ""',
        off="",
        test=f"{ADDRESS}::test_host_and_path_are_the_external_ones",
    ),
    Switch(
        promise="the origin is the external one",
        file=GUARDS,
        guard="""ours = self.origin or f"http://{headers.get('host', '').lower()}\"""",
        off="""ours = f"http://{headers.get('host', '').lower()}\"""",
        test=f"{ADDRESS}::test_the_origin_is_the_external_one",
    ),
    Switch(
        promise="the cookie is for TLS",
        file=ACCESS,
        guard='secure = "; Secure" if self.address.secure else ""',
        off='secure = ""',
        test=f"{ADDRESS}::test_the_cookie_belongs_to_the_address",
    ),
    Switch(
        promise="the cookie's name is bound to its host",
        file=ACCESS,
        guard='return "__Secure-forge_access" if address.path else "__Host-forge_access"',
        off='return "forge_access"',
        test=f"{ADDRESS}::test_the_cookie_belongs_to_the_address",
    ),
    Switch(
        promise="the cookie is for the server's path",
        file=ACCESS,
        guard="Path={self.address.path or '/'}",
        off="Path=/",
        test=f"{ADDRESS}::test_the_cookie_belongs_to_the_address",
    ),
    Switch(
        promise="a key that views changes nothing",
        file=ACCESS,
        guard='if role is Role.VIEW and place.changes(scope["method"]):',
        off="if False:",
        test=f"{HELD}::test_a_key_that_views_changes_nothing",
    ),
    Switch(
        promise="a POST is a change unless it is said to look",
        file="app/web/addresses.py",
        guard='return not self.looks and method not in {"GET", "HEAD"}',
        off='return not self.looks and method not in {"GET", "HEAD", "PUT"}',
        test=f"{HELD}::test_logins_and_changes_are_noted",
    ),
    Switch(
        promise="a key that views looks",
        file="app/web/addresses.py",
        guard='_place(r"/resolvers/[^/]+", "POST", Kind.DATA, INVOKE_BODY, looks=True)',
        off='_place(r"/resolvers/[^/]+", "POST", Kind.DATA, INVOKE_BODY)',
        test=f"{HELD}::test_a_key_that_views_looks",
    ),
    Switch(
        promise="a session is there when a link is followed",
        file=ACCESS,
        guard="SameSite=lax",
        off="SameSite=strict",
        test="tests/host/test_access.py::test_a_link_on_another_page_opens_the_dashboard",
    ),
    Switch(
        promise="a session ends when it is idle",
        file=SESSIONS,
        guard="<= now - int(found[1]) <= IDLE_SECONDS",
        off="<= now - int(found[1])",
        test=f"{HELD}::test_a_session_ends_after_twelve_idle_hours",
    ),
    Switch(
        promise="a session is not from the future",
        file=SESSIONS,
        guard="-SKEW_SECONDS <= now",
        off="-1e9 <= now",
        test=f"{HELD}::test_a_session_ends_after_twelve_idle_hours",
    ),
    Switch(
        promise="a session ends with its key",
        file=SESSIONS,
        guard="hmac.new(key.encode(), f",
        off='hmac.new(b"", f',
        test=f"{HELD}::test_a_session_ends_with_its_key",
    ),
    Switch(
        promise="a session's instant is signed",
        file=SESSIONS,
        guard='f"browser session {seen}".encode()',
        off='b"browser session"',
        test=f"{HELD}::test_nobody_prolongs_a_session_by_hand",
    ),
    Switch(
        promise="logging out forgets the session",
        file=ACCESS,
        guard=' + "; Max-Age=0"',
        test=f"{HELD}::test_logging_out_forgets_the_session",
    ),
    Switch(
        promise="guesses wait",
        file=ACCESS,
        guard="if wait := self.attempts.wait(address):",
        off="if wait := 0:",
        test=f"{HELD}::test_guesses_at_the_login_wait_longer_and_longer",
    ),
    Switch(
        promise="guesses by header wait",
        file=ACCESS,
        guard="            return self.judge(scope, presented)\n",
        off="            role = self.keys.role(presented)\n"
        "            if role is None:\n"
        '                raise Problem(403, "access-key-wrong", "Access key wrong", "X.")\n'
        "            return role\n",
        test=f"{HELD}::test_guesses_by_header_wait_as_well",
    ),
    Switch(
        promise="guesses from many addresses wait",
        file=ATTEMPTS,
        guard="max(own.wait(now, FREE, LONGEST), self.all.wait(now, FREE_IN_ALL, LONGEST_IN_ALL))",
        off="own.wait(now, FREE, LONGEST)",
        test=f"{HELD}::test_one_address_waits_alone_and_all_wait_a_little",
    ),
    Switch(
        promise="nobody keeps everybody out",
        file=ATTEMPTS,
        guard="self.all.wait(now, FREE_IN_ALL, LONGEST_IN_ALL)",
        off="self.all.wait(now, FREE, LONGEST)",
        test=f"{HELD}::test_one_address_waits_alone_and_all_wait_a_little",
    ),
    Switch(
        promise="what is remembered of guesses is bounded",
        file=ATTEMPTS,
        guard="if len(self.addresses) > MOST_ADDRESSES:",
        off="if False:",
        test=f"{HELD}::test_what_is_remembered_of_guesses_is_bounded",
    ),
    Switch(
        promise="changes are noted",
        file="app/web/server.py",
        guard="        Middleware(Audit),\n",
        test=f"{HELD}::test_logins_and_changes_are_noted",
    ),
    Switch(
        promise="wrong keys are noted",
        file=ACCESS,
        guard='            note("wrong key", scope)\n',
        test=f"{HELD}::test_logins_and_changes_are_noted",
    ),
    Switch(
        promise="each key of a list is masked in the log",
        file="app/logs.py",
        guard="return [*secrets, *settings.access_keys, *settings.view_keys]",
        off="return secrets",
        test="tests/test_settings.py::test_keys_are_a_list_or_a_file",
    ),
)
