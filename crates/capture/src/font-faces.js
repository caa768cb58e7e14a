// The faces that a script added to `document.fonts`, as they are told. No API says where such a face comes from, so it is told with its
// descriptors and with measures of a sample, beside the addresses of all font files that the page has loaded and no rule names: the
// viewer takes the one that measures the same. A face whose bytes came otherwise (out of a script, say) stays unknown.
import { isFontFile, plain } from "./font-names.js";

/** @typedef {import("./fonts.js").Fonts} Fonts */

export class FontFaces {
  /** @type {WeakMap<FontFace, string>} */ #measures = new WeakMap();
  /** @type {any} */ #context;

  /** @param {Fonts} fonts */
  constructor(fonts) {
    this.fonts = fonts;
  }

  /**
   * These faces, one a line, with their descriptors and measures between tabs; then the addresses of files that they may come from.
   * @param {FontFace[]} faces
   */
  value(faces) {
    const { named, onAddress } = this.fonts;
    const files = performance.getEntriesByType("resource").map((entry) => entry.name);
    const unnamed = new Set(files.filter((name) => isFontFile(name) && !named.has(name)));
    for (const address of unnamed) onAddress(address);
    return [...faces.map((face) => this.#line(face)), ...unnamed].join("\n");
  }

  /** @param {FontFace} face */
  #line(face) {
    const line = this.#measures.get(face) ?? this.#measure(face);
    this.#measures.set(face, line);
    return line;
  }

  /** @param {FontFace} face */
  #measure(face) {
    const { weight, style, stretch, unicodeRange, featureSettings } = face;
    const [family, sample] = [plain(face.family), sampleOf(unicodeRange)];
    this.#context ??= new OffscreenCanvas(1, 1).getContext("2d");
    this.#context.font = `${style.split(" ")[0]} ${weight.split(" ")[0]} 100px ${JSON.stringify(family)}`;
    const found = this.#context.measureText(sample);
    const measures = [found.width, found.fontBoundingBoxAscent, found.actualBoundingBoxAscent, found.actualBoundingBoxDescent];
    const fields = [family, weight, style, stretch, unicodeRange, featureSettings, sample];
    return [...fields, ...measures.map((measure) => measure.toFixed(1))].map((field) => field.replace(/[\t\n]/g, " ")).join("\t");
  }
}

/** Some characters that a font has. @param {string} range a list of code points, as browsers write it */
function sampleOf(range) {
  let sample = "";
  for (const [, from, to = from] of range.matchAll(/U\+([0-9A-F]+)(?:-([0-9A-F]+))?/gi)) {
    const first = parseInt(from, 16);
    if (first === 0) return "Hamburgefonstiv 0123";
    for (let code = first; code <= parseInt(to, 16) && code < first + 12; code++) sample += String.fromCodePoint(code);
    if (sample.length > 40) break;
  }
  return sample;
}
