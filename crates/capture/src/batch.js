// What the walker hands to wasm: one array of numbers and one string per flush, so that the border between
// JavaScript and wasm is crossed once, whatever the size of the change. `batch.rs` is the reader.

/** What each entry begins with; the same numbers as in `batch.rs`. @enum {number} */
const Entry = { NODE: 1, CHILDREN: 2, VALUE: 3, TEXT: 4, RUN: 5, LEFT: 6 };

/** How many names are numbered before all are forgotten: pages make them up, such as `data-1234`. */
const MOST_NAMES = 4096;

export const UTF_8 = new TextEncoder();

/** Stands for a value that is gone. */
const NONE = -1;

const NOTHING = new Uint8Array();

/** Up to so many characters a text is put into bytes in a place that is there already: a new one for every flush would cost more than the text. */
const SHORT = 4096;

/** Up to so many the place grows with the texts. */
const LONG = 65_536;

export class Batch {
  #bytes = new Uint8Array(3 * SHORT);
  #numbers = new Int32Array(4096);
  #length = 0;
  /** @type {string[]} */
  #strings = [];
  /** @type {Map<string, number>} */
  #names = new Map();
  /** Names that were not told yet. @type {string[]} */
  #newNames = [];
  #isAnew = false;
  /** Where the count of the last node's values stands. */
  #valueCount = 0;

  /**
   * The entries so far, which are then forgotten: numbers, strings and new names in UTF-8, and whether names are numbered
   * anew from these on.
   * @returns {[Int32Array, Uint8Array, Uint8Array, boolean]}
   */
  take() {
    // A separator keeps half a surrogate pair at the end of one string from joining its other half. No name has
    // a line break in it.
    const text = this.#encoded(this.#strings.join("\n"));
    /** @type {[Int32Array, Uint8Array, Uint8Array, boolean]} */
    const taken = [this.#numbers.subarray(0, this.#length), text, this.#takeNames(), this.#isAnew];
    this.#length = 0;
    this.#strings = [];
    this.#isAnew = this.#names.size > MOST_NAMES;
    if (this.#isAnew) this.#names.clear();
    return taken;
  }

  /** Most flushes have no new name. */
  #takeNames() {
    if (this.#newNames.length === 0) return NOTHING;
    return UTF_8.encode(this.#newNames.splice(0).join("\n"));
  }

  /** @param {string} text */
  #encoded(text) {
    if (text.length > LONG) return UTF_8.encode(text);
    // No unit of UTF-16 becomes more than three bytes.
    if (3 * text.length > this.#bytes.length) this.#bytes = new Uint8Array(6 * text.length);
    return this.#bytes.subarray(0, UTF_8.encodeInto(text, this.#bytes).written);
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
    this.#makeRoom(5);
    const numbers = this.#numbers;
    let length = this.#length;
    numbers[length++] = Entry.NODE;
    numbers[length++] = id;
    numbers[length++] = kind;
    numbers[length++] = name;
    this.#valueCount = length;
    numbers[length++] = 0;
    this.#length = length;
  }

  /** A value of the node just begun. @param {number} key @param {string} value */
  nodeValue(key, value) {
    this.#makeRoom(2);
    const numbers = this.#numbers;
    numbers[this.#valueCount]++;
    numbers[this.#length++] = key;
    numbers[this.#length++] = value.length;
    this.#strings.push(value);
  }

  /** The text of the text node just begun. @param {string} text */
  nodeText(text) {
    this.#string(text);
  }

  /** The same, where the text itself is given later: by `fill`, in the place that this answers. @param {number} length in UTF-16 units */
  nodeTextLater(length) {
    this.#string("");
    this.#numbers[this.#length - 1] = length;
    return this.#strings.length - 1;
  }

  /** @param {number} place @param {string} text */
  fill(place, text) {
    this.#strings[place] = text;
  }

  /**
   * All children of a node.
   * @param {number} parent
   * @param {number[]} ids where they stand, from `start` to the end
   * @param {number} start
   */
  children(parent, ids, start) {
    const count = ids.length - start;
    this.#makeRoom(count + 3);
    const numbers = this.#numbers;
    let length = this.#length;
    numbers[length++] = Entry.CHILDREN;
    numbers[length++] = parent;
    numbers[length++] = count;
    for (let index = start; index < ids.length; index++) numbers[length++] = ids[index];
    this.#length = length;
  }

  /** The same for a node with one child. @param {number} parent @param {number} id */
  child(parent, id) {
    this.#makeRoom(4);
    const numbers = this.#numbers;
    let length = this.#length;
    numbers[length++] = Entry.CHILDREN;
    numbers[length++] = parent;
    numbers[length++] = 1;
    numbers[length++] = id;
    this.#length = length;
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
    this.#number(ids.length - start);
    for (let index = start; index < ids.length; index++) this.#number(ids[index]);
  }

  /** A child that a node whose children are told in runs no longer has. @param {number} parent @param {number} child */
  left(parent, child) {
    this.#number(Entry.LEFT);
    this.#number(parent);
    this.#number(child);
  }

  /** A value of a known node; null if it is gone. @param {number} id @param {number} key @param {string | null} value */
  value(id, key, value) {
    this.#makeRoom(4);
    const numbers = this.#numbers;
    let length = this.#length;
    numbers[length++] = Entry.VALUE;
    numbers[length++] = id;
    numbers[length++] = key;
    numbers[length++] = value === null ? NONE : value.length;
    this.#length = length;
    if (value !== null) this.#strings.push(value);
  }

  /** The text of a known text node. @param {number} id @param {string} text */
  text(id, text) {
    this.#number(Entry.TEXT);
    this.#number(id);
    this.#string(text);
  }

  /** @param {number} number */
  #number(number) {
    this.#makeRoom(1);
    this.#numbers[this.#length++] = number;
  }

  /** @param {number} count how many numbers come next */
  #makeRoom(count) {
    const needed = this.#length + count;
    if (needed <= this.#numbers.length) return;
    const larger = new Int32Array(needed * 2);
    larger.set(this.#numbers);
    this.#numbers = larger;
  }

  /** @param {string} string */
  #string(string) {
    this.#number(string.length);
    this.#strings.push(string);
  }
}
