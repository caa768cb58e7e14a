// The rules of style sheets as text. Owns the reading of CSSOM; does not own where a sheet belongs.

/** Addresses in CSS, as browsers write them back. */
const ADDRESS = /url\("((?:[^"\\]|\\.)*)"\)/g;

export class Sheets {
  /** What each sheet looked like when it was last read: most changes that no event tells show here. @type {WeakMap<CSSStyleSheet, string>} */
  #seen = new WeakMap();
  /** What each root had adopted when that was last read. @type {WeakMap<Document | ShadowRoot, CSSStyleSheet[]>} */
  #adopted = new WeakMap();
  /** The whole of it, for the audit. @type {WeakMap<CSSStyleSheet, string | null>} */
  #texts = new WeakMap();

  /** @param {(address: string) => void} onAddress told every absolute address that a rule names */
  constructor(onAddress) {
    this.onAddress = onAddress;
  }

  /**
   * The rules of a sheet with absolute addresses, or null where they cannot be read (not there yet, disabled,
   * or from another origin without CORS).
   * @param {CSSStyleSheet | null} sheet
   */
  text(sheet) {
    if (!sheet) return null;
    const text = sheet.disabled ? null : this.#rules(sheet);
    this.#seen.set(sheet, fingerprint(sheet));
    this.#texts.set(sheet, text);
    return text;
  }

  /** The rules of all sheets that a document or shadow root adopted, or null. @param {Document | ShadowRoot} root */
  adopted(root) {
    this.#adopted.set(root, [...root.adoptedStyleSheets]);
    const texts = root.adoptedStyleSheets.map((sheet) => this.text(sheet) ?? "");
    return texts.length > 0 ? texts.join("\n") : null;
  }

  /** Whether a document or shadow root adopted other sheets, or other rules, since `adopted`. @param {Document | ShadowRoot} root */
  hasAdopted(root) {
    const [before, now] = [this.#adopted.get(root) ?? [], root.adoptedStyleSheets];
    return now.length !== before.length || now.some((sheet, index) => sheet !== before[index] || this.hasChanged(sheet));
  }

  /** Whether a sheet differs, at a glance, from what was last read of it. @param {CSSStyleSheet | null} sheet */
  hasChanged(sheet) {
    return sheet !== null && this.#seen.get(sheet) !== fingerprint(sheet);
  }

  /** Whether a sheet differs in any rule from what was last read of it. @param {CSSStyleSheet | null} sheet */
  hasChangedAnywhere(sheet) {
    return sheet !== null && !sheet.disabled && this.#texts.get(sheet) !== this.#rules(sheet);
  }

  /** The declarations of an element's `style` attribute with absolute addresses. @param {Element} element */
  inline(element) {
    return this.#absolute(/** @type {HTMLElement} */ (element).style.cssText, element.baseURI);
  }

  /** @param {CSSStyleSheet} sheet @returns {string | null} */
  #rules(sheet) {
    const rules = rulesOf(sheet);
    if (!rules) return null;
    const base = sheet.href ?? sheet.ownerNode?.baseURI ?? document.baseURI;
    let text = "";
    for (const rule of rules) {
      text += "styleSheet" in rule ? this.#imported(/** @type {CSSImportRule} */ (rule)) : this.#absolute(rule.cssText, base) + "\n";
    }
    return text;
  }

  /** An imported sheet, put where it is imported. @param {CSSImportRule} rule */
  #imported(rule) {
    let text = rule.styleSheet ? (this.#rules(rule.styleSheet) ?? "") : "";
    if (rule.supportsText) text = `@supports ${rule.supportsText} {\n${text}}\n`;
    if (rule.media.length > 0) text = `@media ${rule.media.mediaText} {\n${text}}\n`;
    if (typeof rule.layerName === "string") text = `@layer ${rule.layerName} {\n${text}}\n`;
    return text;
  }

  /** @param {string} text @param {string} base */
  #absolute(text, base) {
    if (!text.includes("url(")) return text;
    return text.replace(ADDRESS, (whole, escaped) => {
      const address = escaped.replace(/\\(.)/g, "$1");
      if (address.startsWith("#") || address.startsWith("data:")) return whole;
      try {
        const absolute = new URL(address, base).href;
        this.onAddress(absolute);
        return `url("${absolute}")`;
      } catch {
        return 'url("")';
      }
    });
  }
}

/** @param {CSSStyleSheet} sheet @returns {CSSRuleList | null} */
function rulesOf(sheet) {
  try {
    return sheet.cssRules;
  } catch {
    return null;
  }
}

/** Cheap to read, and different after a rule came or went, the last one changed, or the sheet was disabled. @param {CSSStyleSheet} sheet */
function fingerprint(sheet) {
  const rules = rulesOf(sheet);
  return rules ? `${sheet.disabled} ${rules.length} ${rules[rules.length - 1]?.cssText.length}` : "unreadable";
}
