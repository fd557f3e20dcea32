"""The gadget's settings: allowed values, defaults, and the refusal of invalid ones."""

import hashlib
import re
from collections.abc import Mapping
from contextlib import suppress
from functools import cached_property
from typing import Annotated, Any, Literal, Self, TypeVar

from cachetools import LRUCache
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator
from pydantic.alias_generators import to_camel

from app.forge import ResolverError
from resolvers.domain.forecast import HORIZON

MOST_BOARDS = 10
MOST_SPRINTS = 50
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


def _each_once(values: tuple[object, ...]) -> tuple[object, ...]:
    if len(set(values)) != len(values):
        msg = "each one may appear once"
        raise ValueError(msg)
    return values


class Payload(BaseModel):
    """A payload in camel case; unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", alias_generator=to_camel, validate_by_name=False)


class Configuration(Payload):
    """What a gadget shows: the boards, the number of last closed sprints, and how they are counted."""

    board_ids: Annotated[tuple[Id, ...], Field(min_length=1, max_length=MOST_BOARDS), AfterValidator(_each_once)]
    sprint_count: Count = DEFAULT_SPRINTS
    estimation: Annotated[str, StringConstraints(strict=True, pattern=r"^[A-Za-z][A-Za-z0-9_]{0,63}$")] = "board"
    done_status_ids: Annotated[tuple[StatusId, ...], Field(min_length=1, max_length=200)] | None = None
    label_style: Literal["name", "short", "number", "dates"] = "name"
    include_subtasks: Flag = False
    include_foreign_sprints: Flag = False
    excluded_sprint_ids: Annotated[tuple[Id, ...], Field(max_length=500)] = ()

    @cached_property
    def digest(self) -> str:
        """A hash of the settings that decide figures; labels do not."""
        relevant = self.model_dump_json(exclude={"label_style", "sprint_id", "work", "sprints"})
        return hashlib.sha256(relevant.encode()).hexdigest()[:32]


class SprintConfiguration(Configuration):
    """A configuration and the one sprint to explain."""

    sprint_id: Id


class ForecastConfiguration(Configuration):
    """A configuration with the remaining work (in the report's unit), a number of coming sprints, or both."""

    work: Annotated[float, Field(strict=True, gt=0, le=1e12, allow_inf_nan=False)] | None = None
    sprints: Annotated[int, Field(strict=True, ge=1, le=HORIZON)] | None = None

    @model_validator(mode="after")
    def _asks(self) -> Self:
        if self.work is None and self.sprints is None:
            msg = "it must contain work or sprints"
            raise ValueError(msg)
        return self


class BoardQuery(Payload):
    """A search for boards whose name contains the text, starting at a position."""

    query: Annotated[str, StringConstraints(strict=True, max_length=255, pattern=r"^[^\x00-\x1f\x7f]*$")] = ""
    start_at: Annotated[int, Field(strict=True, ge=0, le=1_000_000)] = 0


class BoardChoice(Payload):
    """The board to describe."""

    board_id: Id


class Nothing(Payload):
    """A payload without any keys."""


Model = TypeVar("Model", bound=Payload)


def read(model: type[Model], payload: object) -> Model:
    """Return the payload as `model`, or raise an error that names the field and the reason but not the value."""
    if not isinstance(payload, Mapping):
        raise _refused("payload", "it must be an object with named keys")
    text = repr(payload)
    with suppress(KeyError):
        found: Model = _read[model, text]
        return found
    value = _validated(model, payload)
    if len(text) <= LONGEST_REMEMBERED:
        _read[model, text] = value
    return value


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
