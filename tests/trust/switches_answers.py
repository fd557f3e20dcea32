"""Switches of what every answer carries: headers, policies, frames, and faults without their text."""

from typing import Final

from tests.trust.switch import Switch

SERVER: Final = "app/web/server.py"
HEADERS: Final = "app/web/guards/headers.py"
ALONE: Final = "tests/web/guards/test_head.py"
FAULTS: Final = "tests/test_settings.py::test_a_fault_is_told_in_a_sentence_without_the_value"
RULES: Final = "app/setting_rules.py"
GUARDS: Final = "app/web/guards/head.py"
DRESSED: Final = f"{ALONE}::test_every_answer_carries_the_headers_of_its_kind"

LEAVING: Final = "tests/host/test_leaving.py"

SWITCHES: Final = (
    Switch(
        promise="a foreign address is opened by a person who has seen it",
        file="static/host/frame/leaving.js",
        guard="if (new URL(url).origin === home) return go(url, type);",
        off="return go(url, type);",
        test=f"{LEAVING}::test_a_foreign_address_is_shown_before_it_is_opened",
    ),
    Switch(
        promise="nothing is opened without a person's act",
        file="static/host/frame/leaving.js",
        guard="if (!navigator.userActivation.isActive)",
        off="if (false)",
        test=f"{LEAVING}::test_nothing_is_opened_without_an_act",
    ),
    Switch(
        promise="a gadget opens a few addresses a minute",
        file="static/host/frame/leaving.js",
        guard=" || asked.length >= MOST_A_MINUTE",
        test=f"{LEAVING}::test_addresses_are_limited_in_number",
    ),
    Switch(
        promise="a gadget's frame opens no window",
        file="static/host/frame/frame.js",
        guard="allow-downloads allow-modals",
        off="allow-downloads allow-modals allow-popups",
        test="tests/host/test_page.py::test_a_first_visit_shows_one_configured_gadget",
    ),
    Switch(
        promise="a gadget titles the tab behind its own name",
        file="static/host/frame/commands.js",
        guard="`${gadget.name}: ${String(title)}`",
        off="String(title)",
        test="tests/parity/test_bridge.py::test_the_window_is_titled",
    ),
    Switch(
        promise="no gadget speaks by the platform's event names",
        file="static/host/frame/commands.js",
        guard="if (PLATFORM_EVENT.test(event))",
        off="if (false)",
        test=f"{LEAVING}::test_no_gadget_speaks_as_the_platform",
    ),
    Switch(
        promise="every answer is dressed, errors included",
        file=SERVER,
        guard="        Middleware(Headers, embed_origins=settings.embed_origins, styles=styles),\n",
        test="tests/web/test_server.py::test_every_other_error_is_problem_json",
    ),
    Switch(
        promise="no inner layer undresses an answer",
        file=HEADERS,
        guard="if name.lower() not in ours",
        test=f"{ALONE}::test_an_inner_layer_cannot_undress_an_answer",
    ),
    Switch(
        promise="a gadget's page has no origin",
        file=HEADERS,
        guard='SANDBOX: Final = "allow-scripts',
        off='SANDBOX: Final = "allow-same-origin allow-scripts',
        test=DRESSED,
    ),
    Switch(
        promise="a gadget's page runs this server's scripts only",
        file=HEADERS,
        guard="script-src 'self'; style-src 'self'{styles}",
        off="script-src 'self' https:; style-src 'self'{styles}",
        test=DRESSED,
    ),
    Switch(
        promise="a gadget's page connects to this server only",
        file=HEADERS,
        guard="font-src 'self'; connect-src 'self'",
        off="font-src 'self'; connect-src *",
        test=DRESSED,
    ),
    Switch(
        promise="the host's page runs this server's scripts only",
        file=HEADERS,
        guard="script-src 'self'; style-src 'self'; img-src",
        off="script-src 'self' https:; style-src 'self'; img-src",
        test=DRESSED,
    ),
    Switch(
        promise="the host's page is framed by nobody",
        file=HEADERS,
        guard="""REST: Final = _encoded({**COMMON, **NOT_KEPT, "content-security-policy": HOST_POLICY + "'none'"})""",
        off="""REST: Final = _encoded({**COMMON, **NOT_KEPT, "content-security-policy": HOST_POLICY + "*"})""",
        test=DRESSED,
    ),
    Switch(
        promise="an embedded gadget is framed by named origins only",
        file=HEADERS,
        guard="""framers = " ".join(("'self'", *embed_origins))""",
        off='framers = "*"',
        test=DRESSED,
    ),
    Switch(
        promise="an origin for embedding is an origin and nothing more",
        file=RULES,
        guard="if all(re.fullmatch(pattern, origin) for origin in settings.embed_origins):",
        off="if True:",
        test=FAULTS,
    ),
    Switch(
        promise="data is not stored by browsers",
        file=HEADERS,
        guard='NOT_KEPT: Final = {"cache-control": "no-store", ',
        off="NOT_KEPT: Final = {",
        test=DRESSED,
    ),
    Switch(
        promise="data is for this origin",
        file=HEADERS,
        guard='"no-store", "cross-origin-resource-policy": "same-origin"}',
        off='"no-store", "cross-origin-resource-policy": "cross-origin", "access-control-allow-origin": "*"}',
        test=DRESSED,
    ),
    Switch(
        promise="types are not guessed",
        file=HEADERS,
        guard='    "x-content-type-options": "nosniff",\n',
        test=DRESSED,
    ),
    Switch(
        promise="a refused body is not repeated",
        file=SERVER,
        guard="RequestValidationError: _invalid, ",
        test="tests/web/test_server.py::test_a_strange_dashboard_is_refused",
    ),
    Switch(
        promise="every refusal has an answer",
        file=SERVER,
        guard="        Middleware(LastHandler),\n",
        test="tests/web/test_server.py::test_every_other_error_is_problem_json",
    ),
    Switch(
        promise="an unexpected fault has an answer",
        file=GUARDS,
        guard="        except Exception as error:",
        off="        except ZeroDivisionError as error:",
        test=f"{ALONE}::test_any_exception_becomes_a_reference",
    ),
    Switch(
        promise="an unexpected fault is told without its text",
        file=GUARDS,
        guard="return _unexpected(reference).answer()",
        off='return _unexpected("".join(__import__("traceback").format_exception(error))).answer()',
        test=f"{ALONE}::test_any_exception_becomes_a_reference",
    ),
)
