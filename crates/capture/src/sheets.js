// The rules of style sheets as text. Owns the reading of CSSOM; does not own where a sheet belongs.
import { adoptedBy } from "./elements.js";
import { pageOf, plain } from "./nodes.js";
import { OnDemand } from "./on-demand.js";

/** Strings and addresses in CSS: quoted as browsers write them back, and as authors wrote them in custom properties. */
const ADDRESS = /url\(\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|((?:[^\s"'()\\]|\\.)*))\s*\)|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g;

/** @typedef {import("./fonts.js").Fonts} Fonts */
/** How many rules, the last of them, whether it applies, and to which media. @typedef {[number, CSSRule | undefined, boolean, string]} Glance */

export class Sheets {
  /** What each sheet looked like when it was last read: most changes that no event tells show here. @type {WeakMap<CSSStyleSheet, Glance>} */
  #seen = new WeakMap();
  /** Which sheets differ, as far as was looked: thousands of roots may have adopted the same. @type {Map<CSSStyleSheet, boolean | undefined>} */
  #looked = new Map();
  #isThorough = false;
  /** What each root had adopted when that was last read. @type {WeakMap<Document | ShadowRoot, CSSStyleSheet[]>} */
  #adopted = new WeakMap();
  /** The whole of it, for the audit. @type {WeakMap<CSSStyleSheet, string | null>} */
  #texts = new WeakMap();
  /** Those that were last read for a masked place: of their addresses only fonts' are told. @type {WeakSet<CSSStyleSheet>} */
  #masked = new WeakSet();
  #copying = new OnDemand(async () => (await import("./sheet-copies.js")).copyOf);
  /** Sheets of other origins by their address, read once more where their server lets us. @type {Map<string, CSSStyleSheet | null>} */
  #copies = new Map();
  /** The addresses that were told. @type {Set<string>} */
  #addresses = new Set();
  /** What the addresses in a sheet are relative to: what was so when it came, whatever a script does to the page's `<base>`. @type {WeakMap<CSSStyleSheet, string>} */
  #bases = new WeakMap();
  /** Sheets of which a script decides whether they apply. @type {WeakSet<Element>} */
  #switched = new WeakSet();
  /** How far the audit has come with a sheet. @type {{ sheet: CSSStyleSheet, text: string, rules: CSSRuleList, rule: number, at: number } | undefined} */
  #examined;

  /**
   * @param {(address: string) => void} onAddress told every absolute address that a rule names, but for fonts'
   * @param {Fonts} fonts told those
   */
  constructor(onAddress, fonts) {
    this.onAddress = onAddress;
    this.fonts = fonts;
  }

  /**
   * The rules of a sheet with absolute addresses, or null where there are none that count (not there yet, disabled, of a
   * set that was not chosen, or from another origin without CORS).
   * @param {CSSStyleSheet | null} sheet
   * @param {boolean} isMasked whether it stands in a masked place, where nothing of its pictures leaves
   */
  text(sheet, isMasked) {
    if (!sheet) return null;
    const told = (!this.#isThorough && this.#masked.has(sheet) === isMasked && this.#texts.get(sheet)) || "";
    if (isMasked) this.#masked.add(sheet);
    else this.#masked.delete(sheet);
    const glance = this.#glance(sheet);
    const [count, last] = this.#seen.get(sheet) ?? glance;
    // Where rules came behind those that were read, only they are read: should others have changed as well, the audit finds it.
    const from = told && count < glance[0] && this.#rulesOf(sheet)?.[count - 1] === last ? count : 0;
    const text = glance[2] ? this.#rules(sheet, isMasked, from, from ? told : "") : null;
    this.#seen.set(sheet, glance);
    this.#texts.set(sheet, text);
    const media = glance[3];
    return text && media ? `@media ${media} {\n${text}}\n` : text;
  }

  /** The rules of all sheets that a document or shadow root adopted, or null. @param {Document | ShadowRoot} root @param {boolean} isMasked */
  adopted(root, isMasked) {
    const sheets = [...adoptedBy(root)];
    this.#adopted.set(root, sheets);
    const texts = sheets.map((sheet) => this.text(sheet, isMasked) ?? "");
    return texts.length > 0 ? texts.join("\n") : null;
  }

  /** Whether a document or shadow root adopted other sheets, or other rules, since `adopted`. @param {Document | ShadowRoot} root */
  hasAdopted(root) {
    const before = this.#adopted.get(root) ?? [];
    // What is adopted is no array but an exotic object, each look at which is a call into the browser.
    const now = adoptedBy(root);
    return now.length !== before.length || before.some((sheet, index) => sheet !== now[index] || this.hasChanged(sheet));
  }

  /** From here on sheets are looked at anew. @param {boolean} isThorough whether each is to be compared rule by rule */
  look(isThorough) {
    this.#looked.clear();
    this.#isThorough = isThorough;
  }

  /** Whether a sheet differed, when it was first looked at, from what was last read of it. @param {CSSStyleSheet | null} sheet */
  hasChanged(sheet) {
    if (!sheet) return false;
    const seen = this.#seen.get(sheet) ?? [];
    const differs =
      this.#looked.get(sheet) ??
      (this.#glance(sheet).some((part, index) => part !== seen[index]) || (this.#isThorough && this.differsAnywhere(sheet, Infinity)));
    this.#looked.set(sheet, differs);
    return differs;
  }

  /**
   * Compares a sheet rule by rule with what was last read of it, and goes on where it stopped when asked again.
   * @param {CSSStyleSheet | null} sheet
   * @param {number} deadline when to stop, in ms
   * @returns {boolean | undefined} whether it differs; undefined for not finished
   */
  differsAnywhere(sheet, deadline) {
    const text = sheet && this.#texts.get(sheet);
    const rules = sheet && this.#rulesOf(sheet);
    if (!rules || typeof text !== "string") return false;
    if (this.#examined?.sheet !== sheet || this.#examined.text !== text) {
      this.#examined = { sheet, text, rules, rule: 0, at: 0 };
    }
    const examined = this.#examined;
    const [base, isMasked] = [this.#baseOf(sheet), this.#masked.has(sheet)];
    while (examined.rule < rules.length) {
      const rule = this.#ruleText(rules[examined.rule++], base, isMasked);
      if (!text.startsWith(rule, examined.at)) {
        this.#examined = undefined;
        return true;
      }
      examined.at += rule.length;
      if (performance.now() > deadline) return undefined;
    }
    this.#examined = undefined;
    return examined.at < text.length;
  }

  /** Something does not show any more: should a rule name it again, it is told again. @param {string} address */
  forget(address) {
    this.#addresses.delete(address);
  }

  /** Whether a sheet names an address, as it was last read. @param {CSSStyleSheet} sheet @param {string} address */
  names(sheet, address) {
    return !this.#masked.has(sheet) && (this.#texts.get(sheet)?.includes(address) ?? false);
  }

  /** A script has decided whether an element's sheet applies. @param {Element} owner */
  noteSwitched(owner) {
    this.#switched.add(owner);
  }

  /** The declarations of an element's `style` attribute with absolute addresses. @param {Element} element */
  inline(element) {
    return this.#absolute(plain(/** @type {HTMLElement} */ (element), "style").cssText, plain(element, "baseURI"));
  }

  /**
   * Whether a sheet applies, as far as its title tells: of the sheets with a title, those with the first title do, until
   * a script chooses others (https://drafts.csswg.org/cssom/#css-style-sheet-collections).
   * @param {CSSStyleSheet} sheet
   */
  #isActive(sheet) {
    const owner = sheet.ownerNode;
    if (sheet.disabled) return false;
    if (!sheet.title || !owner || this.#switched.has(/** @type {Element} */ (owner))) return true;
    for (const other of plain(/** @type {Document} */ (pageOf(owner)), "styleSheets")) {
      const rel = /** @type {HTMLLinkElement} */ (other.ownerNode)?.relList;
      if (other.title && !rel?.contains("alternate")) return other.title === sheet.title;
    }
    return false;
  }

  /**
   * The rules from one on, after a text.
   * @param {CSSStyleSheet} sheet
   * @param {boolean} isMasked
   * @param {number} from
   * @param {string} text
   * @returns {string | null}
   */
  #rules(sheet, isMasked, from = 0, text = "") {
    const rules = this.#rulesOf(sheet);
    if (!rules) return null;
    const base = this.#baseOf(sheet);
    for (let index = from; index < rules.length; index++) text += this.#ruleText(rules[index], base, isMasked);
    return text;
  }

  /** A rule; an imported sheet is put where it is imported. @param {CSSRule} rule @param {string} base @param {boolean} isMasked @returns {string} */
  #ruleText(rule, base, isMasked) {
    if (!("styleSheet" in rule)) {
      const isTold = !isMasked || rule.type === CSSRule.FONT_FACE_RULE;
      return (isTold ? this.#absolute(rule.cssText, base) : rule.cssText) + "\n";
    }
    const { styleSheet, layerName, supportsText, media } = /** @type {CSSImportRule} */ (rule);
    let text = (styleSheet && this.#rules(styleSheet, isMasked)) ?? "";
    // The conditions hold for the layer as well.
    if (typeof layerName === "string") text = `@layer ${layerName} {\n${text}}\n`;
    if (supportsText) text = `@supports (${supportsText}) {\n${text}}\n`;
    if (media.length > 0) text = `@media ${media.mediaText} {\n${text}}\n`;
    return text;
  }

  /** The rules of a sheet, or of our copy of it; null for none that can be read. @param {CSSStyleSheet} sheet @returns {CSSRuleList | null} */
  #rulesOf(sheet) {
    try {
      return sheet.cssRules;
    } catch {
      const { href } = sheet;
      if (href && !this.#copies.has(href)) this.#copy(href);
      return (href && this.#copies.get(href)?.cssRules) || null;
    }
  }

  /** A page may use a sheet of another origin without asking whether it may read it. We ask. @param {string} href */
  async #copy(href) {
    this.#copies.set(href, null);
    const copy = await (await this.#copying.get())?.(href);
    if (copy) {
      this.#copies.set(href, copy);
      // Every reader sees at the next flush that it has changed.
      this.onCopy();
    }
  }

  /** Told when a sheet can be read after all. */
  onCopy() {}

  /** What of a sheet is cheap to look at: it differs after a rule came or went, or the sheet was switched. @param {CSSStyleSheet} sheet @returns {Glance} */
  #glance(sheet) {
    const rules = this.#rulesOf(sheet);
    const count = rules?.length ?? -1;
    return [count, rules?.[count - 1], this.#isActive(sheet), sheet.media.mediaText];
  }

  /** @param {CSSStyleSheet} sheet */
  #baseOf(sheet) {
    const base = this.#bases.get(sheet) ?? sheet.href ?? plain(sheet.ownerNode ?? document, "baseURI");
    this.#bases.set(sheet, base);
    return base;
  }

  /** @param {string} text @param {string} base */
  #absolute(text, base) {
    if (!text.includes("url(")) return text;
    this.fonts.noteRule(text);
    return text.replace(ADDRESS, (whole, double, single, bare) => {
      const escaped = double ?? single ?? bare;
      if (escaped === undefined) return whole;
      const address = escaped.replace(/\\(.)/g, "$1");
      try {
        const isOwn = address.startsWith("#") || address.startsWith("data:");
        const absolute = isOwn ? address : new URL(address, base).href;
        // A fragment picks a part of what is at the address.
        const whole = absolute.replace(/#.*/, "");
        if (!isOwn && !this.#addresses.has(whole) && !this.fonts.take(whole)) {
          this.#addresses.add(whole);
          this.onAddress(whole);
        }
        return `url("${absolute.replace(/["\\\n]/g, encodeURIComponent)}")`;
      } catch {
        return 'url("")';
      }
    });
  }
}
