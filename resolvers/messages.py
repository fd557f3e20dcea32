"""The closed vocabulary of reasons, notes and warnings, with a sentence for each code.

Codes are part of the interface. The sentences are English; the gadget has its own translations.
"""

from collections.abc import Mapping
from typing import TypedDict

REASONS: Mapping[str, str] = {
    "in-sprint-at-start": "It was in the sprint when the sprint started.",
    "added-during-sprint": "It was put into the sprint after the start.",
    "created-into-sprint": "It was created straight into the running sprint.",
    "carried-in": "It was already in an earlier sprint that had been closed.",
    "done-before-start": "It was already done when the sprint started.",
    "done-when-added": "It was already done when it came into the sprint.",
    "reopened-during-sprint": "It was done at the start and its status changed during the sprint.",
    "done-during-sprint": "It was moved to done during the sprint and was done at the close.",
    "undone-before-close": "It was moved to done during the sprint, and out of it again before the close.",
    "not-done-at-close": "It was not done when the sprint was closed.",
    "done-so-far": "It was moved to done since the start, and is done.",
    "not-done-yet": "It is not done yet.",
    "removed-during-sprint": "It was taken out of the sprint before the close.",
    "put-back": "It was taken out and put back, which counts as if it had never left.",
    "estimated-during-sprint": "It had no estimate when it came into scope and was estimated later.",
    "re-estimated": "Its estimate changed while it was in the sprint.",
    "unestimated": "It has no estimate and counts 0.",
    "status-off-board": "No column of the board shows its status at the close.",
    "subtask": "It is a subtask, and the gadget is set to include them.",
    "history-incomplete": "Its history does not lead to its present values, so the time of a change is unknown.",
}
"""Why an issue counts as it does."""

NOTES: Mapping[str, str] = {
    "no-issues": "It never contained a work item of the board, so it is excluded from all statistics.",
    "closed-late": "Closed {number} days after its planned end.",
    "closed-early": "Closed {number} days before its planned end.",
    "unusual-length": "It lasted {number} days, which is unusual for this board.",
    "status-off-board": "{number} work items are in a status that no column of the board shows; they count as they "
    "are.",
    "carried-estimate-shrank": "{number} carried work items were estimated lower than before: "
    "the work done on them earlier is in no sprint's completed figure.",
}
"""Notes on a sprint; `number` is a placeholder, names are those of deleted statuses."""

WARNINGS: Mapping[str, str] = {
    "configuration-unreadable": "The app may not read this board's configuration. Done means any status of "
    "the category Done, and the work items are those of the board's space: the figures may differ from the board's.",
    "done-differs-from-board": "The statuses chosen as done differ from the board's last column, so the figures "
    "differ from Jira's own chart.",
    "done-outside-last-column": "Statuses that mean done lie outside the board's last column ({names}): work in "
    "them is not counted as completed. Choose the done statuses in the settings if it should be.",
    "estimates-elsewhere": "More than half of the work items have no value in {names}, while another points field is "
    "filled. The board may be estimating in the other field: see the settings.",
    "estimation-missing": "The board names no estimation field, so work items are counted instead.",
    "estimation-guessed": "Jira does not say how the board estimates, so the site's points field {names} is used.",
    "estimation-field-unknown": "The estimation field {names} is not among the site's numeric fields: it was deleted "
    "or is hidden from the app, so work items may count as unestimated. Choose another estimation in the settings.",
    "filter-unknown": "The board's filter is unknown, so the work items are those of the board's space: the "
    "figures may differ from the board's.",
    "filter-hides-history": "The board's filter depends on {names}: work items that no longer match it are missing "
    "from past sprints too.",
    "sprints-without-issues": "{number} sprints that never contained a work item of the board are left out of all "
    "statistics.",
    "issues-vanished": "{number} work items were deleted or archived while they were being read and are not counted.",
    "done-status-unknown": "No status of this site has an id that was chosen as done ({names}), and no work item of "
    "these sprints was ever in such a status: it counts nothing as completed. Choose the done statuses again.",
    "history-incomplete": "The history of {number} work items does not lead to their present values or cannot be read, "
    "as after an import or a change by a tool. They count by their present values from their last entry on; the "
    "explanation marks them.",
    "no-issues-visible": "Jira shows no work item in any of the {number} closed sprints of {names}, so their figures "
    "are 0. The app's account may not be allowed to see them, the board's filter no longer finds them, or they are all "
    "subtasks, which count only if the settings include them.",
    "sprint-dates-impossible": "{number} closed sprints are left out, because their dates are missing or impossible: "
    "{names}. Correct the dates in Jira.",
    "sprint-not-searchable": "Jira lists {names} but refuses a search for it: its work items were searched for among "
    "all those of the board that are in a sprint, and some may be missing.",
    "sprint-origin-unknown": "Jira does not say which board {names} belongs to: it counts as this board's own.",
    "sprints-of-other-boards": "{number} closed sprints on {names} belong to another board, which may have been "
    "deleted, and are not part of the figures. The settings can include them.",
    "status-category-unknown": "Jira does not say whether {names} means done: work in it is not counted as completed.",
    "no-sprints-match": "None of the closed sprints of {names} was closed in the chosen days with the chosen text in "
    "its name.",
    "board-without-sprints": "{names} has no closed sprint yet and is not part of the figures.",
}
"""Reasons why figures may differ from what a reader expects; `names` and `number` are placeholders."""


class SprintNote(TypedDict):
    """A note on a sprint: a code, its sentence, and the placeholders' values."""

    code: str
    message: str
    number: int | float
    names: list[str]


class ReportWarning(TypedDict):
    """A reason why figures may differ from what a reader expects; `boardId` is None if it concerns several boards."""

    code: str
    message: str
    names: list[str]
    number: int
    boardId: int | None


def note(code: str, number: int, names: tuple[str, ...] = ()) -> SprintNote:
    """Return a note of a report: code, sentence, number, and names of deleted statuses."""
    message = _in_words(NOTES[code], number)
    if names:
        message += f" Deleted statuses among them: {', '.join(names)}."
    return {"code": code, "message": message, "number": number, "names": list(names)}


def warning(code: str, names: tuple[str, ...] = (), number: int = 0, board: int | None = None) -> ReportWarning:
    """Return a warning of a report: code, sentence, placeholders' values, and board."""
    message = _in_words(WARNINGS[code].replace("{names}", ", ".join(names)), number)
    return {"code": code, "message": message, "names": list(names), "number": number, "boardId": board}


def _in_words(sentence: str, number: int) -> str:
    """Return the sentence with its number, in the singular for 1."""
    text = sentence.replace("{number}", str(number))
    if number != 1:
        return text
    singular = {"1 days": "1 day", "1 work items are": "1 work item is", "they count as they are": "it counts as it is"}
    singular |= {"1 carried work items were": "1 carried work item was"}
    singular |= {"the work done on them": "the work done on it"}
    singular |= {"1 sprints that": "1 sprint that", "board are left": "board is left"}
    singular |= {"1 work items does not lead to their": "1 work item does not lead to its"}
    singular |= {"They count by their present values from their": "It counts by its present values from its"}
    singular |= {"explanation marks them": "explanation marks it"}
    singular |= {"1 closed sprints are left out, because their": "1 closed sprint is left out, because its"}
    singular |= {"any of the 1 closed sprints": "the 1 closed sprint", "so their figures": "so its figures"}
    singular |= {"1 closed sprints on": "1 closed sprint on", "belong to another": "belongs to another"}
    singular |= {
        "deleted, and are not part": "deleted, and is not part",
        "The settings can include them": "The settings can include it",
    }
    singular |= {"1 work items were deleted": "1 work item was deleted", "being read and are": "being read and is"}
    for many, one in singular.items():
        text = text.replace(many, one)
    return text
