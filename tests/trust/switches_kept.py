"""Switches of what is kept: its age, whose it is, and the dashboard's file."""

from typing import Final

from tests.trust.switch import Switch

KEEPING: Final = "resolvers/keeping.py"
KEPT: Final = "tests/resolvers/test_keeping.py"
CONFIGURATION: Final = "resolvers/configuration.py"
REFUSED: Final = "tests/resolvers/test_configuration.py"
WRITTEN: Final = "tests/web/test_dashboardfile.py"
FILE: Final = "app/web/dashboardfile.py"

SWITCHES: Final = (
    Switch(
        promise="what has no shape is not kept",
        file=KEEPING,
        guard="if not SHAPES[kind](value):",
        off="if False:",
        test=f"{KEPT}::test_a_value_of_another_shape_is_not_kept",
    ),
    Switch(
        promise="what has no shape is not taken from the store",
        file=KEEPING,
        guard="if not known and not SHAPES[kind](value):",
        off="if value is None:",
        test=f"{KEPT}::test_a_value_of_another_shape_is_not_taken_from_the_store",
    ),
    Switch(
        promise="parts of two readings are no value",
        file="resolvers/parts.py",
        guard='part.get("at") == at and ',
        test=f"{KEPT}::test_parts_of_two_readings_are_no_value",
    ),
    Switch(
        promise="an index names a possible number of parts",
        file="resolvers/parts.py",
        guard=' and value["parts"] in range(1, MOST + 1)',
        test=f"{KEPT}::test_an_index_that_names_no_possible_number_of_parts",
    ),
    Switch(
        promise="what is kept is fresh for five minutes",
        file=KEEPING,
        guard="FRESH = 5 * 60 * 1000",
        off="FRESH = 59 * 60 * 1000",
        test="tests/reading/test_plan.py::test_after_five_minutes_two_requests_decide",
    ),
    Switch(
        promise="what is kept is judged by its own age, an hour at most",
        file=KEEPING,
        guard=' if 0 <= now() - value["at"] < younger_than else None',
        test=f"{KEPT}::test_age_counts_from_the_reading_however_late_the_store_forgets",
    ),
    Switch(
        promise="what was read in the future is not believed",
        file=KEEPING,
        guard="return value if 0 <= now()",
        off="return value if now()",
        test=f"{KEPT}::test_a_reading_of_the_future_is_none",
    ),
    Switch(
        promise="an hour is the longest",
        file=KEEPING,
        guard="LONGEST = 60 * 60 * 1000",
        off="LONGEST = 24 * 60 * 60 * 1000",
        test=f"{KEPT}::test_age_counts_from_the_reading_however_late_the_store_forgets",
    ),
    Switch(
        promise="the store is told to forget",
        file=KEEPING,
        guard=', ttl={"value": minutes, "unit": "MINUTES"}',
        test=f"{KEPT}::test_the_store_is_told_to_forget_within_the_hour",
    ),
    Switch(
        promise="nothing is answered per person",
        file=CONFIGURATION,
        guard="if key not in known and PERSON.search(str(key)):",
        off="if False:",
        test=f"{REFUSED}::test_never_per_person",
    ),
    Switch(
        promise="unknown settings are refused",
        file=CONFIGURATION,
        guard='extra="forbid"',
        off='extra="ignore"',
        test=f"{REFUSED}::test_unknown_keys",
    ),
    Switch(
        promise="a strange setting is not repeated",
        file=CONFIGURATION,
        guard="return key if isinstance(key, str) and",
        off="return str(key) if True or",
        test=f"{REFUSED}::test_a_strange_key_is_not_repeated",
    ),
    Switch(
        promise="no field but the listed ones is asked for",
        file="resolvers/calls.py",
        guard='named = [sprint, "status", ',
        off='named = [sprint, "summary", "status", ',
        test="tests/reading/test_plan.py::test_only_named_fields_are_asked_for",
    ),
    Switch(
        promise="parents are asked for only where sub-tasks count",
        file="resolvers/calls.py",
        guard='named += ["parent"] if parents else []',
        off='named += ["parent"]',
        test="tests/reading/test_plan.py::test_only_named_fields_are_asked_for",
    ),
    Switch(
        promise="of a parent only the id is looked at",
        file="resolvers/presents.py",
        guard="""return str(value["id"]) if""",
        off="""return str(value["key"]) if""",
        test="tests/spec/test_subtasks.py::test_of_a_parent_only_the_id_is_looked_at",
    ),
    Switch(
        promise="no history but of the listed fields is asked for",
        file="resolvers/calls.py",
        guard='"fieldIds": list(field_ids)',
        off='"fieldIds": [*field_ids, "summary"]',
        test="tests/trust/test_canaries.py::test_only_named_calls_and_fields",
    ),
    Switch(
        promise="what Jira adds on its own is dropped: nothing of it is logged",
        file="app/forge/product.py",
        guard="        self._weigh(outcome, breaker, now)\n",
        off="        self._weigh(outcome, breaker, now)\n        log.debug(str(getattr(outcome, 'body', b'')))\n",
        test="tests/trust/test_canaries.py::test_nothing_is_left",
    ),
    Switch(
        promise="each account has its own values",
        file="app/forge/runtime.py",
        guard="for part in (site.cloud_id, site.account) if part",
        off="for part in (site.cloud_id,)",
        test="tests/web/test_accounts.py::test_each_account_has_its_own_values",
    ),
    Switch(
        promise="an account's name is not its credential",
        file="app/jira/remote.py",
        guard='return hashlib.sha256(f"account\\0{text}".encode()).hexdigest()[:16]',
        off="return text",
        test="tests/product/test_destination.py::test_kept_answers_belong_to_a_credential",
    ),
    Switch(
        promise="each site has its own values",
        file="app/forge/runtime.py",
        guard='quote(part, safe="")',
        off="part",
        test="tests/forge/test_runtime.py::test_a_store_is_one_installations",
    ),
    Switch(
        promise="each app has its own values",
        file="app/forge/kvs_memory.py",
        guard="if owner == installation and key",
        off="if key",
        test="tests/forge/test_kvs.py::test_installations_never_meet",
    ),
    Switch(
        promise="a store out of reach shows no address",
        file="app/forge/kvs_rules.py",
        guard='"Unexpected error in Forge KVS API: the store cannot be reached."',
        off='"127.0.0.1 cannot be reached."',
        test="tests/forge/test_kvs_stores.py::test_a_store_out_of_reach_is_an_error_of_the_store",
    ),
    Switch(
        promise="the dashboard's file is written whole or not at all",
        file=FILE,
        guard='with os.fdopen(descriptor, "wb") as file:',
        off='with self.path.open("wb") as file:',
        test=f"{WRITTEN}::test_a_failed_write_leaves_the_old_file",
    ),
    Switch(
        promise="the dashboard's file is its owner's",
        file=FILE,
        guard="                os.fsync(file.fileno())\n",
        off="                os.fsync(file.fileno())\n                os.fchmod(file.fileno(), 0o644)\n",
        test=f"{WRITTEN}::test_what_is_written_is_read",
    ),
    Switch(
        promise="the dashboard's folder is its owner's",
        file=FILE,
        guard=", mode=0o700",
        test=f"{WRITTEN}::test_what_is_written_is_read",
    ),
)
