"""Recorded site files: what is accepted, and how a fault is reported."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pytest

from app.jira.recording import reader
from app.jira.recording.reader import RecordingError, load
from tests.jira.traps.conftest import POINTS, SPRINT_FIELD, history, issue, site_data

RAINCATCH = Path(__file__).parent.parent.parent / "data" / "raincatch.site.json"
Edit = Callable[[dict[str, Any]], object]


def written(folder: Path, data: object) -> Path:
    path = folder / "site.json"
    path.write_bytes(data if isinstance(data, bytes) else orjson.dumps(data))
    return path


def told(path: Path) -> str:
    with pytest.raises(RecordingError) as caught:
        load(path)
    return caught.value.message


def test_the_real_recording_is_taken() -> None:
    """The recorded sprint of a real project is accepted as it is."""
    data = load(RAINCATCH)
    assert data == orjson.loads(RAINCATCH.read_bytes())
    assert len(data["issues"]) == 28


def test_members_of_jira_may_stay(tmp_path: Path) -> None:
    """Pasted answers of Jira need no editing: further members of an entry are ignored."""
    data = site_data()
    data["issues"][0]["fields"]["labels"] = ["x"]
    data["sprints"][2]["completeDate"] = None
    data["boards"][0]["filter"] = {"id": 77, "jql": "project in (A, B) ORDER BY Rank"}
    data["boards"][0] |= {"private": True, "configurationHidden": 404}
    data["boards"][1] |= {"hidden": True, "configurationHidden": True, "features": []}
    del data["boards"][1]["configuration"]
    data["boards"][0]["sprints"] = [sprint["id"] for sprint in data["sprints"]]
    data["timezone"] = "Pacific/Kiritimati"
    assert load(written(tmp_path, data)) == data


@pytest.mark.parametrize(
    ("edit", "sentence"),
    [
        (lambda data: data.pop("issues"), "issues is missing"),
        (lambda data: data.update(issue=[]), "it has a member that is none of fields, statuses, boards"),
        (lambda data: data.update(issues={}), "issues input should be a valid list"),
        (lambda data: data["issues"][1]["fields"].pop("status"), "issues[1].fields.status is missing"),
        (lambda data: data["issues"][1]["fields"].update(created="now"), "issues[1].fields.created is not an instant"),
        (
            lambda data: data["issues"][1]["fields"].update(created="2026-03-01T09:00:00"),
            "issues[1].fields.created is an instant without an offset",
        ),
        (lambda data: data["issues"][2].update(key="nonsense"), "issues[2].key is not an issue key"),
        (lambda data: data["issues"][2].update(key="A-1"), "issues[0].key is not the only one of its value"),
        (lambda data: data["issues"][2].update(id="20001"), "issues[2].id is not the only one of its value"),
        (lambda data: data["issues"][0]["fields"].update({SPRINT_FIELD: "10"}), "issues[0].fields: the Sprint field"),
        (lambda data: data["issues"][0]["changelog"].update(total=41), "issues[0].changelog is cut"),
        (lambda data: data["issues"][0].pop("changelog"), "issues[0].changelog is missing"),
        (lambda data: data["sprints"][0].update(state="CLOSED"), "sprints[0].state input should be 'closed', 'active'"),
        (lambda data: data["sprints"][0].update(id="10"), "sprints[0].id input should be a valid integer"),
        (lambda data: data["sprints"][0].update(completeDate="soon"), "sprints[0].completeDate is not an instant"),
        (
            lambda data: data["statuses"][0]["statusCategory"].update(key="Feito"),
            "statuses[0].statusCategory.key input",
        ),
        (
            lambda data: data["boards"][0].pop("configuration"),
            "boards[0] has no configuration, which only a board with",
        ),
        (
            lambda data: data["boards"][0].update(sprints=[10, 999]),
            "boards[0].sprints[1] is none of the file's sprints",
        ),
        (lambda data: data["boards"][0].pop("location"), "boards[0] names neither location.projectKey nor a filter"),
        (
            lambda data: data["boards"][0].update(filter={"id": "7", "jql": "("}),
            "boards[0].filter.jql cannot be follow",
        ),
        (
            lambda data: data["boards"][0].update(filter={"id": "7", "jql": "assignee = x"}),
            "boards[0].filter.jql cannot be followed: Field 'assignee' does not exist",
        ),
        (
            lambda data: data["boards"][0]["location"].update(projectKey=""),
            "boards[0] names neither location.projectKey nor a filter",
        ),
        (
            lambda data: data["boards"][0]["configuration"]["columnConfig"]["columns"][0]["statuses"][0].pop("id"),
            "boards[0].configuration.columnConfig.columns[0].statuses[0].id is missing",
        ),
        (lambda data: data["boards"][0].update(hidden="yes"), "boards[0].hidden input should be a valid boolean"),
        (lambda data: data["boards"][0].update(configurationHidden=500), "boards[0].configurationHidden input should"),
        (lambda data: data["boards"][0].update(features=[{}]), "boards[0].features[0].feature is missing"),
        (lambda data: data["fields"].pop(0), "fields holds 0 Sprint fields where there is one"),
        (lambda data: data.update(timezone="Mars/North"), "timezone is not the name of a time zone"),
    ],
)
def test_a_fault_has_its_place(tmp_path: Path, edit: Edit, sentence: str) -> None:
    """A fault is reported with its entry and what is wrong there."""
    data = site_data()
    edit(data)
    message = told(written(tmp_path, data))
    assert message.startswith("The recorded site file that JIRA_SITE names cannot be used: ")
    assert sentence in message


def test_history_items_are_looked_at(tmp_path: Path) -> None:
    """A change's texts are texts, as Jira writes them: a number there is a fault."""
    log = history(1, "2026-03-02T09:00:00.000+0000", (POINTS, None, 5))
    data = site_data(issues=[issue(1, "A-1", log)])
    assert "issues[0].changelog.histories[0].items[0].toString input should be a valid string" in told(
        written(tmp_path, data)
    )


def test_the_first_ten_faults_and_their_number(tmp_path: Path) -> None:
    """Many faults are reported together, ten of them in words."""
    data = site_data(issues=[issue(number, f"A-{number}", created="x") for number in range(30)])
    message = told(written(tmp_path, data))
    assert message.count("is not an instant") == 10
    assert message.endswith("and 20 more.")


@pytest.mark.parametrize("content", [b"", b"[1", b"\xff\xfe{}", b'{"fields": NaN}'])
def test_what_is_not_json(tmp_path: Path, content: bytes) -> None:
    """A file that is not JSON is reported with line and column."""
    assert "it is not JSON (line 1, column " in told(written(tmp_path, content))


@pytest.mark.parametrize("content", [b"[]", b"null", b'"text"'])
def test_what_is_no_object(tmp_path: Path, content: bytes) -> None:
    """JSON other than an object is reported."""
    assert "it is not an object with fields" in told(written(tmp_path, content))


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    """A missing file and a folder are reported with the system's reason."""
    assert "it cannot be read (No such file or directory)" in told(tmp_path / "none.json")
    assert "it cannot be read (Is a directory)" in told(tmp_path)


def test_a_file_over_the_cap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file over the limit is refused before it is parsed."""
    monkeypatch.setattr(reader, "MOST_BYTES", 1024**2)
    assert "it is larger than 1 MB" in told(written(tmp_path, b" " * (1024**2 + 1)))


def test_values_are_never_repeated(tmp_path: Path) -> None:
    """No value of the file is repeated, because it may name people."""
    data = site_data()
    data["issues"][0]["fields"]["created"] = "secret-value"
    data["issues"][1]["fields"]["issuetype"] = "secret-value"
    data["secret-value"] = 1
    assert "secret-value" not in told(written(tmp_path, data))
