"""Switches of what may not be asked of Jira, nor of the app: anything about people."""

from typing import Final

from tests.trust.switch import Switch

GUARD: Final = "app/forge/product/policy/guard.py"
PRIVACY: Final = "app/forge/product/policy/privacy.py"
ASKED: Final = "tests/forge/product/policy/test_guard.py"
PEOPLE_FIELDS: Final = f"{ASKED}::test_no_field_about_people_is_asked_for"
PEOPLE_JQL: Final = f"{ASKED}::test_no_query_selects_by_people"
PEOPLE_WORDS: Final = f"{ASKED}::test_every_word_about_people_is_refused"

SWITCHES: Final = (
    Switch(
        promise="no field about people",
        file=GUARD,
        guard="if why := refused_field(field):",
        off="if False and (why := refused_field(field)):",
        test=PEOPLE_FIELDS,
    ),
    Switch(
        promise="every field about people is known: assignee",
        file=PRIVACY,
        guard='{"assignee", "attachment"',
        off='{"attachment"',
        test=PEOPLE_FIELDS,
    ),
    Switch(
        promise="every field about people is known: lastViewed",
        file=PRIVACY,
        guard='"creator", "lastviewed", "reporter", "votes"',
        off='"creator", "reporter", "votes"',
        test=PEOPLE_FIELDS,
    ),
    Switch(
        promise="a field is one id and no wildcard",
        file=PRIVACY,
        guard="if not isinstance(field, str) or not FIELD_ID.fullmatch(field):",
        off="if not isinstance(field, str):",
        test=PEOPLE_FIELDS,
    ),
    Switch(
        promise="no query about people",
        file=GUARD,
        guard='if "jql" in values and (why',
        off="if False and (why",
        test=PEOPLE_JQL,
    ),
    Switch(
        promise="every word about people is known: updatedBy",
        file=PRIVACY,
        guard='        "updatedby",\n',
        test=PEOPLE_WORDS,
    ),
    Switch(
        promise="every word about people is known: request participants",
        file=PRIVACY,
        guard='        "request participants",\n',
        test=PEOPLE_WORDS,
    ),
    Switch(
        promise="a quoted field is a field",
        file=PRIVACY,
        guard='if kind == "quoted" and _is_field(tokens, at, ordering=ordering)',
        off="if False",
        test=PEOPLE_JQL,
    ),
    Switch(
        promise="a quoted field of an order is a field",
        file=PRIVACY,
        guard="            ordering = True\n",
        off="            pass\n",
        test=PEOPLE_JQL,
    ),
    Switch(
        promise="nobody is asked for by BY",
        file=PRIVACY,
        guard='if before != "order":',
        off="if False:",
        test=PEOPLE_JQL,
    ),
    Switch(
        promise="an escape spells no word about people",
        file=PRIVACY,
        guard='if "\\\\" in name:',
        off="if False:",
        test=PEOPLE_JQL,
    ),
    Switch(
        promise="a query whose quote stays open is refused",
        file=PRIVACY,
        guard="    if bare:\n",
        off="    if False:\n",
        test=PEOPLE_JQL,
    ),
    Switch(
        promise="the name of a person at whom a board is located is not shown as a project",
        file="resolvers/jira/parse/board_pages.py",
        guard="_project_name(location) if key else None",
        off="_project_name(location)",
        test="tests/resolvers/read/test_no_silence.py::test_a_board_located_at_a_person_has_no_project",
    ),
)
