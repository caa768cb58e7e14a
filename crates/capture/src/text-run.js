// Texts that stand one behind the other, as those in the rows of a list do. The browser gives one long string in much less time than many
// short ones, each of which it has to make and to keep an account of. Owns the run that is being read; which texts are told, and
// where one run ends, is not decided here.
import { outside, part } from "./builtins.js";
import { reader, uncurried } from "./nodes.js";

/** @typedef {import("./batch.js").Batch | import("./notebook.js").Notebook} Batch */

/** From how many texts on it is worth to read them together. */
const MANY = 16;

/** @type {(text: CharacterData) => number} */
const lengthOf = reader("CharacterData", "length");
const { setStart, setEnd, toString } = Range.prototype;
/** @type {(range: Range, node: Node, offset: number) => void} */
const begin = uncurried(setStart);
/** @type {(range: Range, node: Node, offset: number) => void} */
const end = uncurried(setEnd);
/** @type {(range: Range) => string} */
const stringOf = uncurried(toString);

export class TextRun {
  /** In the order of the page, with no other text between them. @type {CharacterData[]} */ #texts = [];
  /** In UTF-16 units. @type {number[]} */ #lengths = [];
  /** Where in the batch they go. @type {number[]} */ #places = [];
  /** @type {Batch | undefined} */ #batch;
  #range = new Range();

  /** Takes the text that a node of the batch has, and stands behind those that were added before. @param {CharacterData} text @param {Batch} batch */
  add(text, batch) {
    const length = lengthOf(text);
    this.#texts.push(text);
    this.#lengths.push(length);
    this.#places.push(batch.nodeTextLater(length));
    this.#batch = batch;
  }

  /** Tells what those say that were added: the run ends here. */
  tell() {
    const count = this.#texts.length;
    if (count === 0) return;
    const together = count < MANY ? "" : this.#together();
    for (let index = 0, at = 0; index < count; index++) {
      const text = together ? part(together, at, (at += this.#lengths[index])) : this.#texts[index].data;
      this.#batch?.fill(this.#places[index], text);
    }
    this.forget();
  }

  /** Leaves out those that were added: a reading that went wrong is begun anew. */
  forget() {
    this.#texts.length = this.#lengths.length = this.#places.length = 0;
  }

  /** All of it as one string; an empty one where there is more text in between, or a page has replaced what reads it. */
  #together() {
    const [texts, lengths, range] = [this.#texts, this.#lengths, this.#range];
    const last = texts.length - 1;
    let length = 0;
    for (let index = 0; index <= last; index++) length += lengths[index];
    try {
      begin(range, texts[0], 0);
      end(range, texts[last], lengths[last]);
      const together = stringOf(range);
      // What it spans would be kept, and every change there cost the page a little more.
      begin(range, outside, 0);
      return together.length === length ? together : "";
    } catch {
      return "";
    }
  }
}
