// What the walker hands to wasm: one array of numbers and one string per flush, so that the border between
// JavaScript and wasm is crossed once, whatever the size of the change. `batch.rs` is the reader.

/** What each entry begins with; the same numbers as in `batch.rs`. @enum {number} */
const Entry = { NODE: 1, CHILDREN: 2, VALUE: 3, TEXT: 4, RUN: 5, LEFT: 6 };

/** Stands for a value that is gone. */
const NONE = -1;

export class Batch {
  #numbers = new Int32Array(4096);
  #length = 0;
  /** @type {string[]} */
  #strings = [];
  /** @type {Map<string, number>} */
  #names = new Map();
  /** Names that were not told yet. @type {string[]} */
  #newNames = [];
  /** Where the count of the last node's values stands. */
  #valueCount = 0;

  /** The entries so far, which are then forgotten: numbers, strings, new names. @returns {[Int32Array, string, string]} */
  take() {
    // A separator keeps half a surrogate pair at the end of one string from joining its other half. No name has
    // a line break in it.
    /** @type {[Int32Array, string, string]} */
    const taken = [this.#numbers.slice(0, this.#length), this.#strings.join("\n"), this.#newNames.join("\n")];
    this.#length = 0;
    this.#strings = [];
    this.#newNames = [];
    return taken;
  }

  /** The number of an element's or attribute's name. @param {string} name */
  name(name) {
    let number = this.#names.get(name);
    if (number === undefined) {
      number = this.#names.size;
      this.#names.set(name, number);
      this.#newNames.push(name);
    }
    return number;
  }

  /**
   * A new node. The caller then writes its values, or one text for a text node.
   * @param {number} id
   * @param {number} kind
   * @param {number} name 0 for what is no element
   */
  node(id, kind, name) {
    this.#number(Entry.NODE);
    this.#number(id);
    this.#number(kind);
    this.#number(name);
    this.#valueCount = this.#length;
    this.#number(0);
  }

  /** A value of the node just begun. @param {number} key @param {string} value */
  nodeValue(key, value) {
    this.#numbers[this.#valueCount]++;
    this.#number(key);
    this.#string(value);
  }

  /** The text of the text node just begun. @param {string} text */
  nodeText(text) {
    this.#string(text);
  }

  /**
   * All children of a node.
   * @param {number} parent
   * @param {number[]} ids where they stand, from `start` to the end
   * @param {number} start
   */
  children(parent, ids, start) {
    this.#number(Entry.CHILDREN);
    this.#number(parent);
    this.#numbersFrom(ids, start);
  }

  /**
   * Children of a node that stand behind one that was not touched, or first if that is 0.
   * @param {number} parent
   * @param {number} after
   * @param {number[]} ids where they stand, from `start` to the end
   * @param {number} start
   */
  run(parent, after, ids, start) {
    this.#number(Entry.RUN);
    this.#number(parent);
    this.#number(after);
    this.#numbersFrom(ids, start);
  }

  /** A child that a node whose children are told in runs no longer has. @param {number} parent @param {number} child */
  left(parent, child) {
    this.#number(Entry.LEFT);
    this.#number(parent);
    this.#number(child);
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

  /** @param {number[]} numbers @param {number} start */
  #numbersFrom(numbers, start) {
    this.#number(numbers.length - start);
    for (let index = start; index < numbers.length; index++) this.#number(numbers[index]);
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
