// The fonts that a page uses. Owns which font files are wanted: those that the page has loaded, and no others; and which faces a
// script added to `document.fonts`. What is told of those is `font-faces.js`'s, which is fetched once a page has any.

import { pageFonts } from "./builtins.js";
import { isFontFile, plain } from "./font-names.js";
import { OnDemand } from "./on-demand.js";

/** The family that an @font-face rule gives. */
const FAMILY = /@font-face\s*{[^}]*?font-family:\s*("[^"]*"|'[^']*'|[^;}]+)/g;

/** Most entries that a browser keeps of what a page has loaded, unless the page wants more. */
const TIMELINE = 250;

export class Fonts {
  /** The families that rules give. @type {Set<string>} */ #ruled = new Set();
  /** The addresses that rules name, and whether they are told. @type {Map<string, boolean>} */ named = new Map();
  /** How many faces were loaded, and when, when we last looked which of them are. */ #loaded = 0;
  #lookedAt = 0;
  #faces = new OnDemand(async () => {
    const { FontFaces } = await import("./font-faces.js");
    return new FontFaces(this);
  });
  #isWaiting = false;

  /** @param {(address: string) => void} onAddress told the address of every font file that is loaded */
  constructor(onAddress) {
    this.onAddress = onAddress;
  }

  /** Whether an address that a rule names is a font's, and so not to be asked for before the page does. @param {string} address */
  take(address) {
    if (!isFontFile(address)) return false;
    if (!this.named.has(address)) {
      this.named.set(address, false);
      this.#wantLoaded(address);
    }
    return true;
  }

  /** A rule of a sheet may be an @font-face rule. @param {string} rule */
  noteRule(rule) {
    if (rule.includes("@font-face")) for (const [, family] of rule.matchAll(FAMILY)) this.#ruled.add(plain(family));
  }

  /** What is told of the faces that a script added: null where there are none, or it is not known yet how to tell. */
  value() {
    const loaded = [...pageFonts].filter((face) => face.status === "loaded");
    const now = performance.now();
    // Fonts of pages within the page are not in our list.
    if (loaded.length !== this.#loaded || now > this.#lookedAt + 2_000) {
      this.#loaded = loaded.length;
      this.#lookedAt = now;
      for (const [address, isTold] of this.named) if (!isTold) this.#wantLoaded(address);
    }
    const faces = loaded.filter((face) => !this.#ruled.has(plain(face.family)));
    const { part } = this.#faces;
    this.#isWaiting = !part && faces.length > 0;
    if (this.#isWaiting) this.#faces.get();
    return (faces.length > 0 && part?.value(faces)) || null;
  }

  /** Waits for what tells of faces, where there are any. @returns {Promise<unknown>} whether it came just now */
  async come() {
    return this.#isWaiting && this.#faces.get();
  }

  /** Rules name many files, of which a page needs few. @param {string} address */
  #wantLoaded(address) {
    if (!isLoaded(address)) return;
    this.named.set(address, true);
    this.onAddress(address);
  }
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
