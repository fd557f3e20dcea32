"""Switches of the way out: one destination, which is verified and which nothing around the process can change."""

from typing import Final

from tests.trust.switch import Switch

EGRESS: Final = "app/forge/product/transport/egress.py"
ENDS: Final = "tests/forge/product/transport/test_destination.py::test_no_other_destination_is_taken"
DESTINATION: Final = "app/forge/product/transport/destination.py"
FAULTS: Final = "tests/test_settings.py::test_a_fault_is_told_in_a_sentence_without_the_value"
RULES: Final = "app/setting_rules.py"
REMOTE: Final = "app/jira/remote.py"
WIRE: Final = "tests/forge/product/transport/test_egress.py"

SWITCHES: Final = (
    Switch(
        promise="an upstream's destination is checked",
        file=EGRESS,
        guard='if found := fault(self.destination, remote=self.kind == "remote"):',
        off='if False and (found := fault(self.destination, remote=self.kind == "remote")):',
        test=ENDS,
    ),
    Switch(
        promise="plain http to this machine only",
        file=DESTINATION,
        guard='SITE: Final = re.compile(r"https://',
        off='SITE: Final = re.compile(r"https?://',
        test=ENDS,
    ),
    Switch(
        promise="a site's address ends in Jira Cloud's name",
        file=DESTINATION,
        guard="if SITE.fullmatch(destination.origin)",
        off="if SITE.match(destination.origin)",
        test=ENDS,
    ),
    Switch(
        promise="a site has no path",
        file=DESTINATION,
        guard="if SITE.fullmatch(destination.origin) and not destination.base_path:",
        off="if SITE.fullmatch(destination.origin):",
        test=ENDS,
    ),
    Switch(
        promise="the gateway leads to one site",
        file=DESTINATION,
        guard="if destination.origin == GATEWAY and destination.base_path:",
        off="if destination.origin == GATEWAY:",
        test=ENDS,
    ),
    Switch(
        promise="the gateway's path is a site's",
        file=DESTINATION,
        guard="(destination.base_path and not GATEWAY_PATH.fullmatch(destination.base_path))",
        off="False",
        test=ENDS,
    ),
    Switch(
        promise="a name that is no address is not loopback",
        file=DESTINATION,
        guard="    except ValueError:\n        return False",
        off="    except ValueError:\n        return True",
        test=ENDS,
    ),
    Switch(
        promise="the site's address holds no user name: in a destination",
        file=DESTINATION,
        guard="[a-z0-9.-]+)(:[0-9]{1,5})?",
        off="[a-z0-9.:@-]+)(:[0-9]{1,5})?",
        test="tests/forge/product/transport/test_destination.py::test_an_origin_has_one_spelling",
    ),
    Switch(
        promise="the site's address holds no user name: in the settings",
        file=RULES,
        guard="if parts.username is not None or parts.password is not None:",
        off="if False:",
        test=FAULTS,
    ),
    Switch(
        promise="plain http to another machine is told of",
        file=RULES,
        guard='if parts.scheme == "http" and host and not is_loopback(host):',
        off="if False:",
        test=FAULTS,
    ),
    Switch(
        promise="certificates are verified",
        file=REMOTE,
        guard="verify=True",
        off="verify=False",
        test=f"{WIRE}::test_a_certificate_that_nobody_trusts_is_refused",
    ),
    Switch(
        promise="the environment trusts no certificate",
        file=REMOTE,
        guard="trust_env=False",
        off="trust_env=True",
        test=f"{WIRE}::test_a_certificate_that_nobody_trusts_is_refused",
    ),
    Switch(
        promise="the environment has no proxy and no credential",
        file=EGRESS,
        guard=(
            "            transport=upstream.transport,\n            auth=upstream.auth,\n"
            "            timeout=TIMEOUT,\n            trust_env=False,\n"
        ),
        off="            auth=upstream.auth,\n            timeout=TIMEOUT,\n",
        test=f"{WIRE}::test_the_environment_has_no_say",
    ),
    Switch(
        promise="the client looks for nothing in the environment",
        file=EGRESS,
        guard="            trust_env=False,\n",
        test=f"{WIRE}::test_the_client_has_no_will_of_its_own",
    ),
)
