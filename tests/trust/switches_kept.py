"""Switches of what is kept: its age, whose it is, and the dashboard's file."""

from typing import Final

from tests.trust.switch import Switch

KEEPING: Final = "resolvers/keeping.py"
KEPT: Final = "tests/resolvers/test_keeping.py"
CONFIGURATION: Final = "resolvers/configuration.py"
REFUSED: Final = "tests/resolvers/test_configuration.py"
WRITTEN: Final = "tests/web/test_dashboardfile.py"
FILE: Final = "app/web/dashboardshelf.py"

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
        promise="no history but of the listed fields is asked for",
        file="resolvers/calls.py",
        guard='"fieldIds": list(field_ids)',
        off='"fieldIds": [*field_ids, "summary"]',
        test="tests/trust/test_canaries.py::test_only_named_calls_and_fields",
    ),
    Switch(
        promise="what Jira adds on its own is dropped: nothing of it is logged",
        file="app/forge/product.py",
        guard="        self._weigh(outcome, now)\n",
        off="        self._weigh(outcome, now)\n        log.debug(str(getattr(outcome, 'body', b'')))\n",
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
        promise="redis lets every key expire by itself",
        file="app/forge/kvs_redis.py",
        guard=", pxat=write.expires)",
        off=")",
        test="tests/forge/test_kvs_redis.py::test_redis_itself_lets_every_key_expire",
    ),
    Switch(
        promise="a store that does not answer is left alone",
        file="app/forge/kvs_breaker.py",
        guard="return self._failures >= FAILURES",
        off="return False",
        test="tests/forge/test_kvs_breaker.py::test_a_store_that_does_not_answer_is_left_alone_and_comes_back",
    ),
    Switch(
        promise="one process reads for all",
        file="resolvers/lease.py",
        guard="while (other := await _taken(name)) is not None:",
        off="while (other := await _taken(name)) is not None and False:",
        test="tests/resolvers/test_lease.py::test_one_reads_and_all_have_it",
    ),
    Switch(
        promise="instants that no calendar has are not believed",
        file="resolvers/shapes.py",
        guard="return type(value) is int and FIRST <= value <= LAST",
        off="return type(value) is int",
        test="tests/resolvers/test_shapes.py::test_a_damaged_record_has_no_shape",
    ),
    Switch(
        promise="a lost worker is replaced",
        file="app/web/workers.py",
        guard='            _say("A worker process ended unexpectedly and was replaced.")\n            self._start()',
        off="            pass",
        test="tests/web/test_command.py::test_a_lost_worker_is_replaced",
    ),
    Switch(
        promise="a damaged record is not there",
        file="app/forge/kvs_service.py",
        guard="except (ValueError, OverflowError, OSError):",
        off="except KeyError:",
        test="tests/forge/test_kvs_redis.py::test_a_value_that_is_not_json_is_not_there",
    ),
    Switch(
        promise="the dashboard's file is written whole or not at all",
        file=FILE,
        guard='with os.fdopen(descriptor, "wb") as file:',
        off='with path.open("wb") as file:',
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
        guard="                parent.mkdir(parents=True, exist_ok=True, mode=0o700)",
        off="                parent.mkdir(parents=True, exist_ok=True)",
        test=f"{WRITTEN}::test_what_is_written_is_read",
    ),
    Switch(
        promise="who saves over another's change is refused",
        file="app/web/dashboardfile.py",
        guard="if expected is not None and expected != version(present):",
        off="if False:",
        test="tests/web/test_dashboards.py::test_who_saves_over_anothers_change_is_refused_and_shown_it",
    ),
    Switch(
        promise="unreadable is not absent",
        file=FILE,
        guard="        except OSError as error:\n            raise UnreadableError from error",
        off="        except OSError:\n            return None",
        test="tests/web/test_dashboards.py::test_a_failed_read_empties_no_dashboard",
    ),
    Switch(
        promise="processes wait for one another's changes",
        file=FILE,
        guard="fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)",
        off="pass",
        test="tests/web/test_dashboards.py::test_two_processes_lose_none_of_their_changes",
    ),
    Switch(
        promise="a dashboard file that is a link stays one",
        file=FILE,
        guard="            return self.path.resolve()",
        off="            return self.path",
        test="tests/web/test_dashboards.py::test_a_link_stays_a_link",
    ),
)
