"""Jira's limits for all callers: a caller that is told to wait closes a gate for the others, in other processes too.

The reasons are those of Atlassian's "Rate limiting" page (`RateLimit-Reason`).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from app.forge.product.resilience.barrier import Barrier, Pass
from app.forge.product.resilience.retry import LONGEST_ASKED_SECONDS

LONG_SECONDS: Final = 10.0
"""A limit without a known reason and a longer wait counts as the quota: burst limits last a second."""

PROBE_SECONDS: Final = 300.0
"""How often a probe checks whether a longer limit still exists, because an answer can be wrong."""

UNTOLD_SECONDS: Final = 30.0
"""How long a gate stays closed if a probe is refused without a time: Atlassian's longest wait."""

EVERYTHING: Final = ""


@dataclass(frozen=True, slots=True)
class GateState:
    """Until when a gate is closed, 0 for open, and the instant of that information; in epoch seconds."""

    at: float
    until: float


class Gates:
    """Until when nothing may be sent, at all or to one endpoint; instants are of a monotonic clock, or of the `epoch`.

    `states` has each gate's last known state, to share with other processes; `on_change` reports one found here.
    """

    def __init__(self) -> None:
        self._gates: dict[str, Barrier] = {}
        self.states: dict[str, GateState] = {}
        self.on_change: Callable[[], None] = lambda: None

    def close(self, endpoint: str, reason: str, seconds: float, now: float, epoch: float) -> None:
        """Record that an endpoint answered 429, with the reason and the seconds to wait."""
        name = EVERYTHING if _is_quota(reason.lower(), seconds) else endpoint
        self._gate(name).close(now, seconds)
        self._record(name, GateState(epoch, epoch + seconds))

    def passed(self, endpoint: str, probes: Sequence[Pass], epoch: float) -> None:
        """Record that Jira did not limit a request, which opens the gates that it probed."""
        for probe in probes:
            probe.open()
        for name in (EVERYTHING, endpoint) if probes else ():
            state = self.states.get(name)
            if state is not None and state.until > epoch and not self._gate(name).is_closed:
                self._record(name, GateState(epoch, 0.0))

    def learn(self, states: Mapping[str, GateState], now: float, epoch: float) -> None:
        """Apply the states found by other processes, if they are newer than the known ones."""
        for name, state in states.items():
            known = self.states.get(name)
            if known is not None and known.at >= state.at:
                continue
            self.states[name] = state
            if state.until > epoch:
                self._gate(name).close(now, min(state.until - epoch, LONGEST_ASKED_SECONDS))
            else:
                self._gate(name).open()

    def wait(self, endpoint: str, now: float) -> float:
        """Return the seconds until a request to this endpoint may be sent, 0 for at once."""
        return max(gate.wait(now) for gate in self.before(endpoint))

    def before(self, endpoint: str) -> tuple[Barrier, Barrier]:
        """Return the gates of a request to this endpoint, in order."""
        return self._gate(EVERYTHING), self._gate(endpoint)

    def _gate(self, name: str) -> Barrier:
        return self._gates.setdefault(name, Barrier(probe_seconds=PROBE_SECONDS))

    def _record(self, name: str, state: GateState) -> None:
        self.states[name] = state
        self.on_change()


def refused(passed: Pass, asked: float | None, now: float) -> None:
    """Record that a try that passed this gate was answered with 429."""
    passed.close(now, UNTOLD_SECONDS if asked is None else asked)


def _is_quota(reason: str, seconds: float) -> bool:
    if "burst" in reason:
        return False
    return "quota" in reason or "cost" in reason or seconds > LONG_SECONDS
