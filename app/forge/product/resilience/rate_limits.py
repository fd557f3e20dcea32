"""Jira's limits as all callers see them: who is told to wait closes a gate for the others, in other processes too.

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
class Word:
    """What is known of a gate: until when it is closed, 0 for open, and when that was said; in epoch seconds."""

    at: float
    until: float


class Gates:
    """Until when nothing may be sent, at all or to one endpoint; instants are of a monotonic clock, or of the `epoch`.

    `words` has the last word on each gate, for other processes; `on_word` is called when there is a new one of ours.
    """

    def __init__(self) -> None:
        self._gates: dict[str, Barrier] = {}
        self.words: dict[str, Word] = {}
        self.on_word: Callable[[], None] = lambda: None

    def close(self, endpoint: str, reason: str, seconds: float, now: float, epoch: float) -> None:
        """Take in that an endpoint answered 429, for that reason, asking for so many seconds."""
        name = EVERYTHING if _is_quota(reason.lower(), seconds) else endpoint
        self._gate(name).close(now, seconds)
        self._say(name, Word(epoch, epoch + seconds))

    def passed(self, endpoint: str, probes: Sequence[Pass], epoch: float) -> None:
        """Take in that Jira did not limit a request: the gates that it probed are open, and that is said of them."""
        for probe in probes:
            probe.open()
        for name in (EVERYTHING, endpoint) if probes else ():
            word = self.words.get(name)
            if word is not None and word.until > epoch and not self._gate(name).is_closed:
                self._say(name, Word(epoch, 0.0))

    def learn(self, words: Mapping[str, Word], now: float, epoch: float) -> None:
        """Take in what other processes were told; of two words on a gate the later one counts."""
        for name, word in words.items():
            known = self.words.get(name)
            if known is not None and known.at >= word.at:
                continue
            self.words[name] = word
            if word.until > epoch:
                self._gate(name).close(now, min(word.until - epoch, LONGEST_ASKED_SECONDS))
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

    def _say(self, name: str, word: Word) -> None:
        self.words[name] = word
        self.on_word()


def refused(passed: Pass, asked: float | None, now: float) -> None:
    """Record that a try that passed this gate was answered with 429."""
    passed.close(now, UNTOLD_SECONDS if asked is None else asked)


def _is_quota(reason: str, seconds: float) -> bool:
    if "burst" in reason:
        return False
    return "quota" in reason or "cost" in reason or seconds > LONG_SECONDS
