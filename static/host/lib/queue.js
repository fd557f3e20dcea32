/** Concurrent calls: as many as a browser opens connections to one server, so that the queue decides their order. */
const AT_ONCE = 6;

/** Sends at most six calls at once; of those that wait, the first one of a visible gadget is next. */
export class Queue {
  #sent = 0;
  /** @type {{go: (place: void) => void, inSight: () => boolean}[]} */
  #waiting = [];

  /**
   * Return what `call` resolves to, run in its turn; `inSight` is called whenever a place is free.
   * @template Answer
   * @param {() => Promise<Answer>} call
   * @param {() => boolean} inSight
   * @returns {Promise<Answer>}
   */
  async run(call, inSight) {
    if (this.#sent >= AT_ONCE) await new Promise((go) => this.#waiting.push({ go, inSight }));
    else this.#sent += 1;
    try {
      return await call();
    } finally {
      this.#leave();
    }
  }

  /** Start the next call in the free place, before another one takes it. */
  #leave() {
    const seen = this.#waiting.findIndex(({ inSight }) => inSight());
    const [next] = this.#waiting.splice(Math.max(0, seen), 1);
    if (next) next.go();
    else this.#sent -= 1;
  }
}

/**
 * Whether a part of an element is visible in the window.
 * @param {Element | undefined} element none: as if it were
 */
export function isInSight(element) {
  if (!element) return true;
  const { top, bottom } = element.getBoundingClientRect();
  return bottom > 0 && top < innerHeight;
}
