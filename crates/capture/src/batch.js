// What the walker hands to wasm: one array of numbers and one string per flush, so that the border between
// JavaScript and wasm is crossed once, whatever the size of the change. `batch.rs` is the reader.

/** What each entry begins with; the same numbers as in `batch.rs`. @enum {number} */
const Entry = { NAME: 1, NODE: 2, CHILDREN: 3, VALUE: 4, TEXT: 5 };

/** Stands for a value that is gone. */
const NONE = -1;

export class Batch {
  #numbers = new Int32Array(4096);
  #length = 0;
  /** @type {string[]} */
  #strings = [];
  /** @type {Map<string, number>} */
  #names = new Map();

  /** Whether nothing was written since the last `take`. */
  get isEmpty() {
    return this.#length === 0;
  }

  /** The entries so far, which are then forgotten. @returns {[Int32Array, string]} */
  take() {
    // A separator keeps half a surrogate pair at the end of one string from joining its other half.
    /** @type {[Int32Array, string]} */
    const taken = [this.#numbers.slice(0, this.#length), this.#strings.join("\n")];
    this.#length = 0;
    this.#strings.length = 0;
    return taken;
  }

  /** The number of a name; a new one is told first. @param {string} name */
  name(name) {
    const known = this.#names.get(name);
    if (known !== undefined) return known;
    const number = this.#names.size;
    this.#names.set(name, number);
    this.#number(Entry.NAME);
    this.#string(name);
    return number;
  }

  /**
   * A new node. The caller then writes `valueCount` values, or one text for a text node.
   * @param {number} id
   * @param {number} kind
   * @param {number} name 0 for what is no element
   * @param {number} valueCount
   */
  node(id, kind, name, valueCount) {
    this.#number(Entry.NODE);
    this.#number(id);
    this.#number(kind);
    this.#number(name);
    this.#number(valueCount);
  }

  /** A value of the node just begun. @param {number} key @param {string} value */
  nodeValue(key, value) {
    this.#number(key);
    this.#string(value);
  }

  /** The text of the text node just begun. @param {string} text */
  nodeText(text) {
    this.#string(text);
  }

  /** All children of a node. @param {number} parent @param {number[]} children */
  children(parent, children) {
    this.#number(Entry.CHILDREN);
    this.#number(parent);
    this.#number(children.length);
    for (const child of children) this.#number(child);
  }

  /** A value of a known node; null if it is gone. @param {number} id @param {number} key @param {string | null} value */
  value(id, key, value) {
    this.#number(Entry.VALUE);
    this.#number(id);
    this.#number(key);
    if (value === null) this.#number(NONE);
    else this.#string(value);
  }

  /** The text of a known text node. @param {number} id @param {string} text */
  text(id, text) {
    this.#number(Entry.TEXT);
    this.#number(id);
    this.#string(text);
  }

  /** @param {number} number */
  #number(number) {
    if (this.#length === this.#numbers.length) {
      const larger = new Int32Array(this.#length * 2);
      larger.set(this.#numbers);
      this.#numbers = larger;
    }
    this.#numbers[this.#length++] = number;
  }

  /** @param {string} string */
  #string(string) {
    this.#number(string.length);
    this.#strings.push(string);
  }
}
