// Parents with very many children. Such a list is told in stretches, as time allows; and when a row comes or goes, that
// row is told, not the list. Owns what happened to each such parent since it was last read, and how far it was told.

/** From how many children on a list is long. */
export const LONG = 256;

/** What is to be told of one long list. */
export class LongList {
  /** What came or left. @type {Set<Node>} */ touched = new Set();
  /** The names of what left; some of it may be back. @type {number[]} */ left = [];
  /** Whether the children behind `at` are still to be told. */ isUnfinished = true;

  /** @param {Node | null} at the last child that was told of those that were told in order; none before the first */
  constructor(at) {
    this.at = at;
  }

  /** @param {MutationRecord} record @param {Map<Node, number>} known names, times four */
  note(record, known) {
    const { removedNodes, addedNodes } = record;
    for (let index = 0; index < removedNodes.length; index++) {
      const node = removedNodes[index];
      this.leaves(node, known);
      if (node === this.at) this.at = record.previousSibling;
    }
    for (let index = 0; index < addedNodes.length; index++) this.touched.add(addedNodes[index]);
  }

  /** A child left, or has to be told under a new name. @param {Node} node @param {Map<Node, number>} known */
  leaves(node, known) {
    const code = known.get(node);
    if (code !== undefined) this.left.push(code >> 2);
    this.touched.add(node);
  }
}

export class LongLists {
  /** @type {Map<Node, LongList>} */ #lists = new Map();

  /** Begins a list of which all is told up to a child. @param {Node} parent @param {Node | null} at */
  begin(parent, at) {
    const list = new LongList(at);
    this.#lists.set(parent, list);
    return list;
  }

  /** @param {Node} parent */
  get(parent) {
    // Most pages have no long list, and this is asked for every record.
    return this.#lists.size > 0 ? this.#lists.get(parent) : undefined;
  }

  /** @param {Node} parent */
  forget(parent) {
    if (this.#lists.size > 0) this.#lists.delete(parent);
  }

  forgetAll() {
    this.#lists.clear();
  }
}
