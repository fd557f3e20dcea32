/** Calls at once: as many as a browser has connections to one server, so that it has none to put in order itself. */
const AT_ONCE = 6;

/** Has at most six calls travel at once; of those that wait, the first of a gadget in sight is next. */
export class Queue {
  #travelling = 0;
  #waiting = [];

  /** Return what `call` resolves to, once it is its turn; `inSight` is asked when a place is free. */
  async run(call, inSight) {
    if (this.#travelling >= AT_ONCE) await new Promise((go) => this.#waiting.push({ go, inSight }));
    else this.#travelling += 1;
    try {
      return await call();
    } finally {
      this.#leave();
    }
  }

  /** Give the place to the next one, which has it without another coming between. */
  #leave() {
    const seen = this.#waiting.findIndex(({ inSight }) => inSight());
    const [next] = this.#waiting.splice(Math.max(0, seen), 1);
    if (next) next.go();
    else this.#travelling -= 1;
  }
}

/** Whether a part of an element is in the window. */
export function isInSight(element) {
  const { top, bottom } = element.getBoundingClientRect();
  return bottom > 0 && top < innerHeight;
}
