"""Switches of what comes in: who asks, for which address, and from where."""

from typing import Final

from tests.trust.switch import Switch

SERVER: Final = "app/web/server.py"
WHOLE: Final = "tests/web/test_server.py"
GUARDS: Final = "app/web/guards/head.py"
ALONE: Final = "tests/web/guards/test_head.py"
FOREIGN_HOST: Final = f"{ALONE}::test_any_other_host_is_misdirected"
EVERY_ADDRESS: Final = f"{ALONE}::test_a_server_on_every_address_takes_address_literals_only"
FOREIGN_ORIGIN: Final = f"{ALONE}::test_data_is_for_this_origin_and_for_scripts"
OPENNESS: Final = f"{ALONE}::test_each_kind_of_address_has_its_own_openness"

SWITCHES: Final = (
    Switch(
        promise="the server guards the host",
        file=SERVER,
        guard="        Host(settings),\n",
        test=f"{WHOLE}::test_no_resolver_runs_for_a_refused_call",
    ),
    Switch(
        promise="the server guards addresses",
        file=SERVER,
        guard="        Address(),\n",
        test=f"{WHOLE}::test_every_other_error_is_problem_json",
    ),
    Switch(
        promise="the server guards against other sites",
        file=SERVER,
        guard="        CrossSite(settings.url.origin if settings.url else None),\n",
        test=f"{WHOLE}::test_no_resolver_runs_for_a_refused_call",
    ),
    Switch(
        promise="the server guards the content type",
        file=SERVER,
        guard="        ContentType(),\n",
        test=f"{WHOLE}::test_no_resolver_runs_for_a_refused_call",
    ),
    Switch(
        promise="the server guards the size of bodies",
        file=SERVER,
        guard="        Middleware(BodySize),\n",
        test=f"{WHOLE}::test_a_strange_dashboard_is_refused",
    ),
    Switch(
        promise="the server reads strict JSON",
        file=SERVER,
        guard="        Middleware(StrictJson),\n",
        test=f"{WHOLE}::test_every_other_error_is_problem_json",
    ),
    Switch(
        promise="one Host, not two",
        file=GUARDS,
        guard="len(given) != 1 or not (",
        off="not (",
        test=f"{ALONE}::test_two_hosts_are_none",
    ),
    Switch(
        promise="the host's name is ours",
        file=GUARDS,
        guard="        if host in self.names:",
        off='        if host.endswith(f":{self.port}"):',
        test=FOREIGN_HOST,
    ),
    Switch(
        promise="the host's port is ours",
        file=GUARDS,
        guard="        if host in self.names:",
        off='        if host.rpartition(":")[0] in {name.rpartition(":")[0] for name in self.names}:',
        test=FOREIGN_HOST,
    ),
    Switch(
        promise="address literals only where every address is served",
        file=GUARDS,
        guard="not self.literals or port",
        off="port",
        test=FOREIGN_HOST,
    ),
    Switch(
        promise="the port of an address literal is ours",
        file=GUARDS,
        guard="not self.literals or port != str(self.port)",
        off="not self.literals",
        test=EVERY_ADDRESS,
    ),
    Switch(
        promise="no name but our own, on every address neither",
        file=GUARDS,
        guard="        except ValueError:\n            return False",
        off="        except ValueError:\n            return True",
        test=EVERY_ADDRESS,
    ),
    Switch(
        promise="only listed addresses",
        file=GUARDS,
        guard='            raise Problem(404, "not-found", "Nothing here", "This server has no such address.")',
        off="            return",
        test=f"{ALONE}::test_only_listed_addresses_and_methods_pass",
    ),
    Switch(
        promise="only listed methods",
        file=GUARDS,
        guard='if scope["method"] not in place.methods:',
        off="if False:",
        test=f"{ALONE}::test_only_listed_addresses_and_methods_pass",
    ),
    Switch(
        promise="Sec-Fetch-Site is looked at",
        file=GUARDS,
        guard='site is None or site == "same-origin" or typed',
        off="True",
        test=FOREIGN_ORIGIN,
    ),
    Switch(
        promise="typing an address is for reading only",
        file=GUARDS,
        guard='typed = site == "none" and scope["method"] in {"GET", "HEAD"}',
        off='typed = site == "none"',
        test=FOREIGN_ORIGIN,
    ),
    Switch(
        promise="Origin is looked at",
        file=GUARDS,
        guard="if not same_site or (origin is not None and",
        off="if not same_site or (False and",
        test=FOREIGN_ORIGIN,
    ),
    Switch(
        promise="Origin null is foreign",
        file=GUARDS,
        guard="if not same_site or (origin is not None and",
        off='if not same_site or (origin not in {None, "null"} and',
        test=FOREIGN_ORIGIN,
    ),
    Switch(
        promise="an origin has a port",
        file=GUARDS,
        guard="origin.lower() != ours",
        off="""origin.rpartition(":")[0] != ours.rpartition(":")[0]""",
        test=FOREIGN_ORIGIN,
    ),
    Switch(
        promise="a page is navigated to, not fetched",
        file=GUARDS,
        guard="""place.kind in {Kind.PAGE, Kind.EMBED} and navigation and""",
        off="""place.kind in {Kind.PAGE, Kind.EMBED} and""",
        test=OPENNESS,
    ),
    Switch(
        promise="a page is text, data is not navigated to",
        file=GUARDS,
        guard="place.kind in {Kind.PAGE, Kind.EMBED} and",
        off="place.kind in {Kind.PAGE, Kind.EMBED, Kind.DATA} and",
        test=OPENNESS,
    ),
    Switch(
        promise="a navigation that names a foreign origin is a call",
        file=GUARDS,
        guard=' and "origin" not in headers:',
        off=":",
        test=OPENNESS,
    ),
    Switch(
        promise="the host's own files are no public ones",
        file=GUARDS,
        guard="place.kind is Kind.PUBLIC_FILE",
        off="place.kind in {Kind.PUBLIC_FILE, Kind.HOST_FILE}",
        test=OPENNESS,
    ),
)
