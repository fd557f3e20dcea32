"""The gadget's settings: allowed values, defaults, and the refusal of invalid ones."""

import hashlib
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import Annotated, Any, Literal, Self, TypeVar

from cachetools import LRUCache
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)
from pydantic.alias_generators import to_camel

from app.forge import ResolverError
from resolvers.domain.forecast import HORIZON

MOST_BOARDS = 10
MOST_SPRINTS = 100
DEFAULT_SPRINTS = 7
"""The default of Jira's own velocity report."""

MOST_REMEMBERED = 512
LONGEST_REMEMBERED = 2_000
"""The most cached payloads, and the most characters of one."""

PERSON = re.compile(
    r"assign|report(er|ed)|creat(or|ed_?by)|user|person|people|author|owner|account|member|watch", re.IGNORECASE
)
PER_TEAM = (
    "Velocity is a figure of the team, never of a person: there are no figures, filters or exports by assignee, "
    "reporter or any other person."
)

Id = Annotated[int, Field(strict=True, ge=1, le=2**53)]
StatusId = Annotated[str, StringConstraints(strict=True, pattern=r"^\d{1,19}$")]
Flag = Annotated[bool, Field(strict=True)]
Count = Annotated[int, Field(strict=True, ge=1, le=MOST_SPRINTS)]
Amount = Annotated[float, Field(strict=True, gt=0, le=1e12, allow_inf_nan=False)]
LINE = r"^[^\x00-\x1f\x7f]*$"
"""What can be typed on one line."""


def _each_once(values: tuple[object, ...]) -> tuple[object, ...]:
    if len(set(values)) != len(values):
        msg = "each one may appear once"
        raise ValueError(msg)
    return values


def _day(value: object) -> str:
    """Return a day that a sprint can have been closed on, as YYYY-MM-DD."""
    if not isinstance(value, str) or not re.fullmatch(r"(199[5-9]|20\d\d)-\d\d-\d\d", value):
        msg = "it must be a date as YYYY-MM-DD, from 1995 to 2099"
        raise ValueError(msg)
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        msg = "there is no such day"
        raise ValueError(msg) from None


Day = Annotated[str, BeforeValidator(_day)]
"""A day in UTC."""


class Payload(BaseModel):
    """A payload in camel case; unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", alias_generator=to_camel, validate_by_name=False)


def _as_many(before: Mapping[str, object]) -> int:
    """Return how many sprints are shown unless that is said: all that the settings before it choose, or a few."""
    chosen = any(before.get(name) is not None for name in ("closed_from", "closed_to", "name_contains"))
    return MOST_SPRINTS if chosen else DEFAULT_SPRINTS


class Configuration(Payload):
    """What a gadget shows: the boards, which of their closed sprints, and how they are counted.

    Of each board it is the last `sprintCount` sprints of those closed from the day `closedFrom` to the day `closedTo`
    whose name contains `nameContains`. Where one of the three is given, `sprintCount` is as many as there may be,
    unless it is given too.
    """

    board_ids: Annotated[tuple[Id, ...], Field(min_length=1, max_length=MOST_BOARDS), AfterValidator(_each_once)]
    closed_from: Day | None = None
    closed_to: Day | None = None
    name_contains: Annotated[str, StringConstraints(strict=True, min_length=1, max_length=255, pattern=LINE)] | None = (
        None
    )
    sprint_count: Count = Field(default_factory=_as_many, json_schema_extra={"default": DEFAULT_SPRINTS})
    estimation: Annotated[str, StringConstraints(strict=True, pattern=r"^[A-Za-z][A-Za-z0-9_]{0,63}$")] = "board"
    done_status_ids: Annotated[tuple[StatusId, ...], Field(min_length=1, max_length=200)] | None = None
    label_style: Literal["name", "short", "number", "dates"] = "name"
    include_subtasks: Flag = False
    include_foreign_sprints: Flag = False
    include_running_sprint: Flag = False
    excluded_sprint_ids: Annotated[tuple[Id, ...], Field(max_length=500)] = ()
    target: Amount | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.closed_from and self.closed_to and self.closed_from > self.closed_to:
            msg = "closedFrom must not be after closedTo"
            raise ValueError(msg)
        return self

    @property
    def closed_between(self) -> tuple[int, int]:
        """The instants in epoch milliseconds from which on and before which a sprint has to be closed."""
        first = _midnight(self.closed_from) if self.closed_from else 0
        end = _midnight(self.closed_to, days=1) if self.closed_to else 2**53
        return first, end

    @cached_property
    def digest(self) -> str:
        """A hash of the settings that decide figures; labels and a target do not."""
        relevant = self.model_dump_json(exclude={"label_style", "target", "sprint_id", "work", "sprints", "by"})
        return hashlib.sha256(relevant.encode()).hexdigest()[:32]


def _midnight(day: str, *, days: int = 0) -> int:
    return round((datetime.fromisoformat(day).replace(tzinfo=UTC) + timedelta(days)).timestamp() * 1000)


class SprintConfiguration(Configuration):
    """A configuration and the one sprint to explain."""

    sprint_id: Id


class ForecastConfiguration(Configuration):
    """A configuration with the remaining work (in the report's unit), a time (coming sprints, or a day), or both."""

    work: Amount | None = None
    sprints: Annotated[int, Field(strict=True, ge=1, le=HORIZON)] | None = None
    by: Day | None = None

    @model_validator(mode="after")
    def _asks(self) -> Self:
        if self.work is None and self.sprints is None and self.by is None:
            msg = "it must contain work, sprints or by"
            raise ValueError(msg)
        if self.sprints is not None and self.by is not None:
            msg = "sprints and by are two ways to say one thing: name one of them"
            raise ValueError(msg)
        return self


class BoardQuery(Payload):
    """A search for boards whose name contains the text, starting at a position."""

    query: Annotated[str, StringConstraints(strict=True, max_length=255, pattern=LINE)] = ""
    start_at: Annotated[int, Field(strict=True, ge=0, le=1_000_000)] = 0


class BoardChoice(Payload):
    """The board to describe."""

    board_id: Id


class Nothing(Payload):
    """A payload without any keys."""


Model = TypeVar("Model", bound=Payload)


def read(model: type[Model], payload: object) -> Model:
    """Return the payload as `model`, or raise an error that names the field and the reason but not the value."""
    if not isinstance(payload, dict):
        raise _refused("payload", "it must be an object with named keys")
    text = repr(payload)
    found: Model | None = _read.get((model, text))
    if found is None:
        found = _validated(model, payload)
        if len(text) <= LONGEST_REMEMBERED:
            _read[model, text] = found
    return found


_read: LRUCache[tuple[type[Payload], str], Any] = LRUCache(MOST_REMEMBERED)
"""Cached valid payloads: a gadget sends the same settings again and again."""


def _validated(model: type[Model], payload: Mapping[object, object]) -> Model:
    known = [to_camel(name) for name in model.model_fields]
    for key in payload:
        if key not in known and PERSON.search(str(key)):
            raise ResolverError(PER_TEAM, type="per-person-refused", status=400, field=_shown(key))
    try:
        return model.model_validate(payload)
    except ValidationError as refusal:
        error = refusal.errors(include_url=False, include_input=False, include_context=False)[0]
        if not error["loc"]:
            raise _refused("payload", _reason(error["msg"])) from None
        where = str(error["loc"][0])
        if where not in known:
            raise _refused(_shown(where), f"there is no such setting; known are {', '.join(known)}") from None
        raise _refused(where, _reason(error["msg"])) from None


def _refused(field: str, reason: str) -> ResolverError:
    return ResolverError(
        f"The setting {field} was refused: {reason}. Nothing was computed.",
        type="payload-refused",
        status=400,
        field=field,
        reason=reason,
    )


def _reason(message: str) -> str:
    """Return pydantic's reason in JSON terms."""
    text = message.removeprefix("Value error, ").removeprefix("Input ").strip()
    for theirs, ours in {"Tuple should": "it should", "valid tuple": "list", " after validation": ""}.items():
        text = text.replace(theirs, ours)
    return text[0].lower() + text[1:]


def _shown(key: object) -> str:
    """Return a key that is safe to show: a plain word unchanged, anything else by its kind."""
    return key if isinstance(key, str) and re.fullmatch(r"[A-Za-z][A-Za-z0-9_]{0,39}", key) else "(unknown)"
