// Which pictures show in open places now. Their addresses are told with the page, but their bytes follow later, and once more for
// whoever begins to watch: by then what shows them may be masked, or gone.
import { queryAll } from "./builtins.js";
import { isFontFile } from "./font-names.js";
import { Mode } from "./numbers.js";
import { fileOf, pictureOf } from "./states.js";

/** @typedef {import("./ledger.js").Ledger} Ledger */
/** @typedef {import("./masking.js").Masking} Masking */
/** @typedef {import("./sheets.js").Sheets} Sheets */

export class OpenPictures {
  /** @param {Masking} masking @param {Sheets} sheets @param {Ledger} ledger */
  constructor(masking, sheets, ledger) {
    this.masking = masking;
    this.sheets = sheets;
    this.ledger = ledger;
  }

  /** Whether what is at an address may leave. @param {string} address */
  mayLeave(address) {
    // The pixels of a canvas or video are asked about before they are read; fonts hold no secret of the page's.
    if (!this.masking.hasPlaces || address.startsWith("still:") || isFontFile(address)) return true;
    for (const root of this.ledger.roots) if (this.#isShownIn(root, address)) return true;
    return this.#isInSheet(address);
  }

  /** @param {Document | ShadowRoot} root @param {string} address */
  #isShownIn(root, address) {
    const pictures = queryAll(root, "img, image, use, video, input, object, embed");
    for (let index = 0; index < pictures.length; index++) {
      if (fileOf(pictureOf(pictures[index])) === address && this.#isOpen(pictures[index])) return true;
    }
    const styled = queryAll(root, '[style*="url("]');
    for (let index = 0; index < styled.length; index++) {
      if (this.sheets.inline(styled[index]).includes(address) && this.#isOpen(styled[index])) return true;
    }
    return false;
  }

  /** @param {string} address */
  #isInSheet(address) {
    for (const owners of [this.ledger.sheetOwners, this.ledger.roots]) {
      for (const owner of owners) {
        if (this.ledger.modeOf(owner) !== Mode.OPEN) continue;
        const sheets = "sheet" in owner ? [owner.sheet] : owner.adoptedStyleSheets;
        for (const sheet of sheets) if (sheet && this.sheets.names(sheet, address)) return true;
      }
    }
    return false;
  }

  /** @param {Element} element */
  #isOpen(element) {
    return this.masking.modeInPage(element) === Mode.OPEN;
  }
}
