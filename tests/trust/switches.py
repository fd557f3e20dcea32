"""All switches, in the order of a request's way: in, through the app, out to Jira and back, and what is kept."""

from typing import Final

from tests.trust import (
    switches_access,
    switches_answered,
    switches_answers,
    switches_app,
    switches_arrival,
    switches_bodies,
    switches_connections,
    switches_embedding,
    switches_invocation,
    switches_kept,
    switches_people,
    switches_requests,
    switches_secrets,
    switches_sessions,
    switches_shapes,
    switches_wire,
)
from tests.trust.switch import Switch

SWITCHES: Final[tuple[Switch, ...]] = (
    *switches_connections.SWITCHES,
    *switches_arrival.SWITCHES,
    *switches_bodies.SWITCHES,
    *switches_access.SWITCHES,
    *switches_sessions.SWITCHES,
    *switches_embedding.SWITCHES,
    *switches_answers.SWITCHES,
    *switches_app.SWITCHES,
    *switches_invocation.SWITCHES,
    *switches_requests.SWITCHES,
    *switches_people.SWITCHES,
    *switches_wire.SWITCHES,
    *switches_answered.SWITCHES,
    *switches_secrets.SWITCHES,
    *switches_shapes.SWITCHES,
    *switches_kept.SWITCHES,
)
