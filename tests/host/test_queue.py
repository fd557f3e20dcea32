"""A dashboard of many gadgets: a few calls travel at once, and those of visible gadgets go first."""

import pytest

from tests.host.conftest import Opener, frame_of
from tests.support.holds import holds

QUEUE = "static/host/lib/queue.js"
CALLS = """async ([count, seen]) => {
  const { Queue } = await import("/host/lib/queue.js");
  const queue = new Queue();
  const begun = [], ends = [];
  let travelling = 0, most = 0;
  const call = (number) => async () => {
    begun.push(number);
    most = Math.max(most, ++travelling);
    await new Promise((end) => ends.push(end));
    travelling -= 1;
    if (number === 0) throw new Error("refused");
  };
  const all = Array.from({ length: count }, (_, number) => queue.run(call(number), () => seen.includes(number)));
  const settled = Promise.allSettled(all);
  while (begun.length < count || ends.length) {
    ends.shift()?.();
    await new Promise((next) => setTimeout(next));
  }
  const failed = (await settled).filter(({ status }) => status === "rejected").length;
  return { begun, most, failed };
}"""


@holds(QUEUE, "this.#sent >= AT_ONCE", "false")
@holds(QUEUE, "Math.max(0, seen)", "0")
@pytest.mark.parametrize("seen", [[], [40, 45]])
def test_six_calls_travel_at_once_and_those_in_sight_go_first(site: str, open_page: Opener, seen: list[int]) -> None:
    """Fifty calls go out once each, six at a time, visible gadgets first; a failed call stops no other."""
    made = open_page(site).evaluate(CALLS, [50, seen])
    rest = [number for number in range(6, 50) if number not in seen]
    assert made == {"begun": [*range(6), *seen, *rest], "most": 6, "failed": 1}


def test_a_gadget_out_of_sight_is_told_from_one_in_sight(site: str, open_page: Opener) -> None:
    """A gadget is in sight while a part of it is in the window."""
    page = open_page(site)
    frame_of(page)
    looks = """async () => {
      const { isInSight } = await import("/host/lib/queue.js");
      const card = document.querySelector("article.card");
      const before = isInSight(card);
      card.style.marginBlockStart = "200vh";
      return [before, isInSight(card)];
    }"""
    assert page.evaluate(looks) == [True, False]
