"""Switches of what may be asked of Jira: the address, the operation, its scope and its members."""

from typing import Final

from tests.trust.switch import Switch

CARRIED: Final = "tests/forge/product/policy/test_operations.py"
GUARD: Final = "app/forge/product/policy/guard.py"
OPERATIONS: Final = "app/forge/product/policy/operations.py"
ASKED: Final = "tests/forge/product/policy/test_guard.py"
ENDS: Final = f"{ASKED}::test_an_address_says_where_it_ends"
QUERY: Final = f"{ASKED}::test_a_query_has_known_keys_once_each"
BODY: Final = f"{ASKED}::test_a_body_is_an_object_of_known_keys"
NAMED: Final = f"{ASKED}::test_fields_have_to_be_named"

SWITCHES: Final = (
    Switch(
        promise="no operation but the listed ones",
        file=GUARD,
        guard="operation = find(method, path)\n",
        off="operation = find(method, path) or nearest(method, path)\n",
        test=f"{CARRIED}::test_no_other_operation_of_jira_gets_out",
    ),
    Switch(
        promise="no method but the listed ones",
        file=OPERATIONS,
        guard="if one.method == method and one.matches(path)",
        off="if one.matches(path)",
        test=f"{CARRIED}::test_the_nearest_operation_is_named",
    ),
    Switch(
        promise="a path is the whole of an operation's",
        file=OPERATIONS,
        guard="self._pattern.fullmatch(path)",
        off="self._pattern.match(path)",
        test=f"{CARRIED}::test_nothing_else_is_a_number",
    ),
    Switch(
        promise="a placeholder is a whole number",
        file=OPERATIONS,
        guard='"[0-9]{1,18}".join',
        off='"[^/]+".join',
        test=f"{CARRIED}::test_nothing_else_is_a_number",
    ),
    Switch(
        promise="no request without its scope",
        file="app/forge/product/client.py",
        guard="if not admitted.operation.allowed_with(scopes):",
        off="if False:",
        test=f"{CARRIED}::test_a_missing_scope_is_answered_as_the_gateway_does",
    ),
    Switch(
        promise="all scopes of an alternative are needed",
        file=OPERATIONS,
        guard="any(alternative <= scopes for",
        off="any(not alternative or alternative & scopes for",
        test=f"{CARRIED}::test_a_missing_scope_is_answered_as_the_gateway_does",
    ),
    Switch(
        promise="nothing is kept without the scope",
        file="app/forge/sdk/kvs.py",
        guard="if SCOPE not in invocation.scopes:",
        off="if False:",
        test="tests/forge/kvs/test_client.py::test_without_the_scope_nothing_is_stored",
    ),
    Switch(
        promise="another host is refused as egress",
        file=GUARD,
        guard="if ELSEWHERE.match(where):",
        off="if False:",
        test=f"{ASKED}::test_another_host_is_refused_under_forges_name",
    ),
    Switch(
        promise="an address has no backslash, no fragment and an end",
        file=GUARD,
        guard='if "\\\\" in where or "#" in where or len(where) > LONGEST_ADDRESS:',
        off="if False:",
        test=f"{ASKED}::test_an_address_that_leads_elsewhere_is_refused",
    ),
    Switch(
        promise="a path begins with /rest/ and has no escapes",
        file=GUARD,
        guard='if not path.startswith("/rest/") or "%" in path:',
        off="if False:",
        test=ENDS,
    ),
    Switch(
        promise="the destination is compared after the address is built",
        file=GUARD,
        guard='if str(url).partition("?")[0] != expected:',
        off="if False:",
        test=ENDS,
    ),
    Switch(
        promise="a value does not leave its place in a path",
        file="app/forge/product/route.py",
        guard="""if DOTS.search(text) or any(char in text for char in "?#/\\\\"):""",
        off="if False:",
        test="tests/forge/product/test_route.py::test_a_value_cannot_leave_its_place_in_the_path",
    ),
    Switch(
        promise="an app sets no header of the platform",
        file=GUARD,
        guard="if name.lower() not in HEADERS:",
        off="if False:",
        test=f"{ASKED}::test_an_app_cannot_set_the_platforms_headers",
    ),
    Switch(
        promise="a query has known keys",
        file=GUARD,
        guard="if not set(names) <= operation.query:",
        off="if False:",
        test=QUERY,
    ),
    Switch(
        promise="a query has each key once",
        file=GUARD,
        guard="if len(set(names)) < len(names):",
        off="if False:",
        test=QUERY,
    ),
    Switch(
        promise="a query has no control characters",
        file=GUARD,
        guard="if any(_CONTROL.search(value) for _, value in pairs):",
        off="if False:",
        test=QUERY,
    ),
    Switch(
        promise="a read by GET has no body",
        file=GUARD,
        guard="        if body is not None:\n",
        off="        if False:\n",
        test=f"{ASKED}::test_a_read_has_no_body",
    ),
    Switch(
        promise="a body has known keys",
        file=GUARD,
        guard="if not isinstance(values, dict) or not set(values) <= operation.body:",
        off="if not isinstance(values, dict):",
        test=BODY,
    ),
    Switch(
        promise="a body is bounded",
        file=GUARD,
        guard="if len(content) > MOST_BODY:",
        off="if False:",
        test=BODY,
    ),
    Switch(
        promise="a body is sent as it was looked at",
        file=GUARD,
        guard="            body = orjson.loads(body)\n        content = orjson.dumps(body)\n",
        off="            content = str(body).encode()\n        else:\n            content = orjson.dumps(body)\n",
        test=f"{ASKED}::test_what_is_checked_is_what_is_sent",
    ),
    Switch(
        promise="fields are named where Jira would send all of them",
        file=GUARD,
        guard="if not all(values.get(name) for name in operation.required):",
        off="if False:",
        test=NAMED,
    ),
    Switch(
        promise="the fields of issues are named",
        file=OPERATIONS,
        guard='        required=frozenset({"fields"}),\n',
        test=NAMED,
    ),
    Switch(
        promise="the fields of histories are named",
        file=OPERATIONS,
        guard='        required=frozenset({"fieldIds"}),\n',
        test=NAMED,
    ),
)
