"""What the demo company calls things: its fields, statuses and issue types, and the words of its work."""

from random import Random

SPRINT_FIELD = "customfield_10020"
POINTS_FIELD = "customfield_10031"
SIMPLE_POINTS_FIELD = "customfield_10016"
VALUE_FIELD = "customfield_10040"
TIME_FIELD = "timeoriginalestimate"

FIELD_NAMES = {
    POINTS_FIELD: "Story Points",
    SIMPLE_POINTS_FIELD: "Story point estimate",
    VALUE_FIELD: "Business value",
}

FLOAT = "com.atlassian.jira.plugin.system.customfieldtypes:float"

Json = dict[str, object]


def _custom(number: int, name: str, kind: str, source: str, items: str | None = None) -> Json:
    schema: Json = {"type": kind, "custom": source, "customId": number}
    return {
        "id": f"customfield_{number}",
        "key": f"customfield_{number}",
        "name": name,
        "untranslatedName": name,
        "custom": True,
        "orderable": True,
        "navigable": True,
        "searchable": True,
        "clauseNames": [f"cf[{number}]", name],
        "schema": schema | ({"items": items} if items else {}),
    }


def _system(name: str, title: str, kind: str, clauses: tuple[str, ...] = ()) -> Json:
    return {
        "id": name,
        "key": name,
        "name": title,
        "custom": False,
        "orderable": True,
        "navigable": True,
        "searchable": True,
        "clauseNames": list(clauses or (name,)),
        "schema": {"type": kind, "system": name},
    }


def fields() -> list[Json]:
    """List the fields of the site in the shape of `GET /rest/api/3/field`; none of them holds a person."""
    return [
        _system("summary", "Summary", "string"),
        _system("issuetype", "Issue Type", "issuetype", ("issuetype", "type")),
        _system("status", "Status", "status"),
        _system("project", "Project", "project"),
        _system("priority", "Priority", "priority"),
        _system("resolution", "Resolution", "resolution"),
        _system("labels", "Labels", "array"),
        _system("created", "Created", "datetime", ("created", "createdDate")),
        _system("updated", "Updated", "datetime", ("updated", "updatedDate")),
        _system(TIME_FIELD, "Original estimate", "number", ("originalEstimate", TIME_FIELD)),
        _custom(10016, "Story point estimate", "number", "com.pyxis.greenhopper.jira:jsw-story-points"),
        _custom(10019, "Rank", "any", "com.pyxis.greenhopper.jira:gh-lexo-rank"),
        _custom(10020, "Sprint", "array", "com.pyxis.greenhopper.jira:gh-sprint", "json"),
        _custom(
            10021, "Flagged", "array", "com.atlassian.jira.plugin.system.customfieldtypes:multicheckboxes", "option"
        ),
        _custom(10031, "Story Points", "number", FLOAT),
        _custom(10040, "Business value", "number", FLOAT),
    ]


CATEGORIES: dict[str, Json] = {
    "new": {"id": 2, "key": "new", "colorName": "blue-gray", "name": "Itens pendentes"},
    "indeterminate": {"id": 4, "key": "indeterminate", "colorName": "yellow", "name": "Em andamento"},
    "done": {"id": 3, "key": "done", "colorName": "green", "name": "Itens concluídos"},
}
"""Keys are stable, names follow the language of the account that reads."""

TO_DO, IN_PROGRESS, IN_REVIEW, DONE, CLOSED = "10000", "3", "10004", "10002", "6"
CANCELLED, BLOCKED = "10009", "10010"
TESTED, RELEASED, LIVE = "10011", "10012", "10013"
SIMPLE_TO_DO, SIMPLE_IN_PROGRESS, SIMPLE_DONE = "10021", "10022", "10023"
RETIRED = "10099"

SIMPLE_PROJECT_ID = "10103"

STATUSES = {
    TO_DO: ("To Do", "new"),
    IN_PROGRESS: ("In Progress", "indeterminate"),
    IN_REVIEW: ("In Review", "indeterminate"),
    DONE: ("Done", "done"),
    CLOSED: ("Closed", "done"),
    CANCELLED: ("Cancelled", "done"),
    BLOCKED: ("Blocked", "indeterminate"),
    TESTED: ("Concluído", "done"),
    RELEASED: ("Released", "done"),
    LIVE: ("Live", "done"),
    SIMPLE_TO_DO: ("To Do", "new"),
    SIMPLE_IN_PROGRESS: ("In Progress", "indeterminate"),
    SIMPLE_DONE: ("Done", "done"),
    RETIRED: ("Waiting for build", "indeterminate"),
}
"""Status id to name and category key. Team-managed projects have their own, with the same names."""


def status_json(status: str) -> Json:
    """Return a status as it is on an issue."""
    name, category = STATUSES[status]
    return {"id": status, "name": name, "statusCategory": dict(CATEGORIES[category])}


def statuses() -> list[Json]:
    """List the statuses in the shape of `GET /rest/api/3/status`, without the one that left its last workflow."""
    simple = {SIMPLE_TO_DO, SIMPLE_IN_PROGRESS, SIMPLE_DONE}
    scope = {"scope": {"type": "PROJECT", "project": {"id": SIMPLE_PROJECT_ID}}}
    return [status_json(one) | (scope if one in simple else {}) for one in STATUSES if one != RETIRED]


STORY, BUG, TASK, SUBTASK = "Story", "Bug", "Task", "Sub-task"
ISSUE_TYPES = {STORY: "10001", BUG: "10003", TASK: "10002", SUBTASK: "10005"}

FIXED = ("10000", "Done")
REJECTED = ("10001", "Won't Do")
PRIORITIES = {"1": "Highest", "2": "High", "3": "Medium", "4": "Low", "5": "Lowest"}
LABELS = ("api", "backend", "customer", "docs", "frontend", "quick-win", "security", "tech-debt")

VERBS = ("Add", "Show", "Move", "Speed up", "Split", "Replace", "Check", "Explain", "Export", "Simplify", "Repair")
THINGS = (
    "the sign-in page",
    "invoice export",
    "search results",
    "the audit trail",
    "webhook retries",
    "order history",
    "the price table",
    "empty states",
    "address validation",
    "the import wizard",
    "monthly report",
    "nightly backup",
)
ENDS = ("for new customers", "on small screens", "in the admin area", "after the upgrade", "for large accounts", "")

HOSTILE_BOARD = "<img src=x onerror=alert(1)>"
HOSTILE_SPRINTS = (
    "Same name",
    "<img src=x onerror=alert(1)>",
    "Sprint 1",
    "Sprint 10",
    "Same name",
    "🚀 Moon & 🐛 Bugs",
    "=1+2",
    "+SUM(A1:A9)",
    "@cmd",
    "one, two, three",
    "العدو السريع ١٢",
    "L" * 255,
    '-3+4\t"x"',
    "</script><script>alert(2)</script>",
    "{{7*7}} ${7*7}",
    "What comes next, and then",
)


def summary(random: Random) -> str:
    """Make up the summary of an issue."""
    words = (random.choice(VERBS), random.choice(THINGS), random.choice(ENDS))
    return " ".join(word for word in words if word)


def resolution_of(status: str) -> tuple[str, str] | None:
    """Tell the resolution (id, name) that the workflow sets with a status; it clears it outside category done."""
    if status == CANCELLED:
        return REJECTED
    return FIXED if STATUSES[status][1] == "done" else None


def goal(random: Random) -> str:
    """Make up a sprint goal."""
    return f"{random.choice(VERBS)} {random.choice(THINGS)}"
