// The fonts that a page uses. Owns which font files are wanted: those that the page has loaded, and no others; and the faces
// that a script added to `document.fonts`. No API tells where such a face comes from, so it is told with its descriptors and
// with measures of a sample, beside the addresses of all font files that the page has loaded and no rule names: the viewer
// takes the one that measures the same. A face whose bytes came otherwise (out of a script, say) stays unknown.

import { pageFonts } from "./builtins.js";

/** The address of a font file; what the page fetched under other names is not asked for once more, for fear of what that does. */
const FILE = /\.(woff2?|ttf|otf)([?#]|$)/i;

/** The family that an @font-face rule gives. */
const FAMILY = /@font-face\s*{[^}]*?font-family:\s*("[^"]*"|'[^']*'|[^;}]+)/g;

/** Most entries that a browser keeps of what a page has loaded, unless the page wants more. */
const TIMELINE = 250;

export class Fonts {
  /** The families that rules give. @type {Set<string>} */ #ruled = new Set();
  /** The addresses that rules name, and whether they are told. @type {Map<string, boolean>} */ #named = new Map();
  /** How many faces were loaded, and when, when we last looked which of them are. */ #loaded = 0;
  #lookedAt = 0;
  /** @type {WeakMap<FontFace, string>} */ #measures = new WeakMap();
  /** @type {any} */ #context;

  /** @param {(address: string) => void} onAddress told the address of every font file that is loaded */
  constructor(onAddress) {
    this.onAddress = onAddress;
  }

  /** Whether an address that a rule names is a font's, and so not to be asked for before the page does. @param {string} address */
  take(address) {
    if (!isFontFile(address)) return false;
    if (!this.#named.has(address)) {
      this.#named.set(address, false);
      this.#wantLoaded(address);
    }
    return true;
  }

  /** A rule of a sheet may be an @font-face rule. @param {string} rule */
  noteRule(rule) {
    if (rule.includes("@font-face")) for (const [, family] of rule.matchAll(FAMILY)) this.#ruled.add(plain(family));
  }

  /**
   * The faces that a script added, one a line, with their descriptors and measures between tabs; then the addresses of files
   * that they may come from. Null for none.
   */
  value() {
    const loaded = [...pageFonts].filter((face) => face.status === "loaded");
    const now = performance.now();
    // Fonts of pages within the page are not in our list.
    if (loaded.length !== this.#loaded || now > this.#lookedAt + 2_000) {
      this.#loaded = loaded.length;
      this.#lookedAt = now;
      for (const [address, isTold] of this.#named) if (!isTold) this.#wantLoaded(address);
    }
    const faces = loaded.filter((face) => !this.#ruled.has(plain(face.family)));
    if (faces.length === 0) return null;
    const files = performance.getEntriesByType("resource").map((entry) => entry.name);
    const unnamed = new Set(files.filter((name) => FILE.test(name) && !this.#named.has(name)));
    for (const address of unnamed) this.onAddress(address);
    return [...faces.map((face) => this.#line(face)), ...unnamed].join("\n");
  }

  /** Rules name many files, of which a page needs few. @param {string} address */
  #wantLoaded(address) {
    if (!isLoaded(address)) return;
    this.#named.set(address, true);
    this.onAddress(address);
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

/** Whether an address looks like that of a font. @param {string} address */
export function isFontFile(address) {
  return FILE.test(address);
}

/** A family without quotes. @param {string} family */
function plain(family) {
  return family.trim().replace(/^["']|["']$/g, "");
}

/** Whether a page, or a page within it, has loaded what is at an address. @param {string} address */
function isLoaded(address) {
  for (let index = -1; index < frames.length; index++) {
    try {
      const { performance } = index < 0 ? self : frames[index];
      if (performance.getEntriesByName(address).length > 0 || performance.getEntriesByType("resource").length >= TIMELINE) return true;
    } catch {
      // It is another origin's.
    }
  }
  return false;
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
