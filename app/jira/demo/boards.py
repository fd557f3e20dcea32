"""The boards of the demo company: projects, columns, estimates, and special properties."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.jira.demo import names
from app.jira.demo.names import Json
from app.jira.demo.records import Project

Column = tuple[str, tuple[str, ...]]

BASIC: tuple[Column, ...] = (
    ("To Do", (names.TO_DO,)),
    ("In Progress", (names.IN_PROGRESS,)),
    ("In Review", (names.IN_REVIEW,)),
)
USUAL: tuple[Column, ...] = (*BASIC, ("Done", (names.DONE, names.CLOSED)))
KINDS = {"points": names.POINTS_FIELD, "simple points": names.SIMPLE_POINTS_FIELD, "time": names.TIME_FIELD}


@dataclass(frozen=True)
class Board:
    """A board; `estimation` is a key of `KINDS` or None for issue count, `neighbours` share issues with it.

    `quirks` are further keys of the board in the site file: hidden data, and features.
    """

    id: int
    name: str
    project: Project
    columns: tuple[Column, ...] = USUAL
    type: str = "scrum"
    estimation: str | None = "points"
    neighbours: frozenset[int] = frozenset()
    quirks: Mapping[str, object] = field(default_factory=dict)

    @property
    def done(self) -> frozenset[str]:
        """The Done statuses: those of the last non-empty column, or of category done if columns are hidden."""
        if "configurationHidden" in self.quirks:
            return frozenset(status for status, (_, category) in names.STATUSES.items() if category == "done")
        return frozenset(next(statuses for _, statuses in reversed(self.columns) if statuses))

    @property
    def field(self) -> str:
        """The team's estimation field, even if the board does not use it."""
        return KINDS[self.estimation or "points"]

    def json(self) -> Json:
        """Return the board in the format of a recorded site file."""
        jql = f"project = {self.project.key} ORDER BY Rank ASC"
        return {
            "id": self.id,
            "name": self.name,
            "type": self.type,
            "location": {
                "projectId": int(self.project.id),
                "projectKey": self.project.key,
                "projectName": self.project.name,
                "displayName": f"{self.project.name} ({self.project.key})",
                "name": f"{self.project.name} ({self.project.key})",
                "projectTypeKey": "software",
            },
            "filter": {"id": str(10_200 + self.id), "jql": jql},
            "configuration": self._configuration(),
            **self.quirks,
        }

    def _configuration(self) -> Json:
        location = {"type": "project", "key": self.project.key, "id": self.project.id, "name": self.project.name}
        columns = [{"name": name, "statuses": [{"id": one} for one in statuses]} for name, statuses in self.columns]
        shape: Json = {
            "id": self.id,
            "name": self.name,
            "type": self.type,
            "filter": {"id": str(10_200 + self.id)},
            "location": location,
            "columnConfig": {"columns": columns, "constraintType": "issueCount"},
            "ranking": {"rankCustomFieldId": 10019},
        }
        if self.type == "scrum":
            shape["estimation"] = self._estimation()
        return shape

    def _estimation(self) -> Json:
        if self.estimation is None:
            return {"type": "issueCount"}
        name = names.FIELD_NAMES.get(self.field, "Original estimate")
        return {"type": "field", "field": {"fieldId": self.field, "displayName": name}}


def _project(number: int, key: str, name: str) -> Project:
    return Project(str(10_100 + number), key, name)


ALPHA = Board(1, "Alpha", _project(1, "ALPHA", "Alpha"))
COMET = Board(2, "Comet", _project(2, "COMET", "Comet"), (*USUAL, ("Archive", ())))
SPROUT = Board(
    3,
    "Sprout",
    Project(names.SIMPLE_PROJECT_ID, "SPR", "Sprout"),
    (
        ("To Do", (names.SIMPLE_TO_DO,)),
        ("In Progress", (names.SIMPLE_IN_PROGRESS,)),
        ("Done", (names.SIMPLE_DONE,)),
    ),
    type="simple",
    estimation="simple points",
    quirks={"features": [{"boardId": 3, "feature": "jsw.agility.sprints", "state": "ENABLED"}]},
)
TRAIN = Board(
    4,
    "Release train",
    _project(4, "REL", "Release train"),
    (*BASIC[:2], ("Done", (names.TESTED,)), ("Released", (names.RELEASED, names.LIVE))),
)
HOURS = Board(5, "Field service", _project(5, "FLD", "Field service"), estimation="time")
HARBOR = Board(
    6,
    "Harbor",
    _project(6, "HAR", "Harbor"),
    (*BASIC, ("Done", (names.DONE, names.CLOSED, names.CANCELLED))),
    neighbours=frozenset({7}),
)
QUAY = Board(7, "Quay", _project(7, "QUAY", "Quay"), estimation=None, neighbours=frozenset({6}))
SUPPORT = Board(8, "Support", _project(8, "SUP", "Support"), type="kanban", estimation=None)
MEADOW = Board(9, "Meadow", _project(9, "MEA", "Meadow"))
CELLAR = Board(10, "Cellar", _project(10, "CEL", "Cellar"), quirks={"hidden": True})
HOSTILE = Board(11, names.HOSTILE_BOARD, _project(11, "ODD", '"Odd" & <Names>'))
VAULT = Board(12, "Vault", _project(12, "VLT", "Vault"), quirks={"configurationHidden": True})

BOARDS: tuple[Board, ...] = (ALPHA, COMET, SPROUT, TRAIN, HOURS, HARBOR, QUAY, SUPPORT, MEADOW, CELLAR, HOSTILE, VAULT)
"""The steady team; the erratic one; a young team-managed one; one whose last column is not called Done; one that
estimates in time; two that share issues, the second without estimates and with sprints in parallel; a kanban board; one
without a closed sprint; one that the account cannot see; one with hostile names; one whose columns are hidden."""
