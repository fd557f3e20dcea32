// The pages of a search for boards. Only the answer to the newest question counts.

const EMPTY_PAGES = 10;

/** @typedef {(query: string, startAt: number) => Promise<Server.Boards>} Search */

export class Pages {
  /** @type {Server.ListedBoard[]} what was found so far */
  boards = [];
  /** @type {number | null} where the next page starts */
  next = null;
  #asked = 0;
  #busy = false;

  /** @param {Search} search */
  constructor(search) {
    this.search = search;
  }

  get hasMore() {
    return this.next !== null && !this.#busy;
  }

  /** Drop the running read. */
  overtake() {
    this.#asked += 1;
  }

  /** Forget what was found. */
  clear() {
    this.overtake();
    this.#busy = false;
    this.next = null;
    this.boards = [];
  }

  /**
   * Read the page at `startAt`; return whether it is still wanted.
   * @param {string} query
   * @param {number} startAt
   */
  async load(query, startAt) {
    const ask = (this.#asked += 1);
    this.#busy = true;
    try {
      const page = await this.#usable(query, startAt, () => ask === this.#asked);
      if (ask !== this.#asked) return false;
      this.boards = startAt ? [...this.boards, ...page.boards] : page.boards;
      this.next = page.nextStartAt;
    } catch (error) {
      if (ask !== this.#asked) return false;
      if (!startAt) this.boards = [];
      this.next = null;
      this.#busy = false;
      throw error;
    }
    this.#busy = false;
    return true;
  }

  /**
   * Pages without a usable board are passed over.
   * @param {string} query
   * @param {number} startAt
   * @param {() => boolean} isWanted
   */
  async #usable(query, startAt, isWanted) {
    let page = await this.search(query, startAt);
    for (let tries = 1; tries < EMPTY_PAGES && page.nextStartAt !== null; tries += 1) {
      if (!isWanted() || page.boards.length) break;
      page = await this.search(query, page.nextStartAt);
    }
    return page;
  }
}
