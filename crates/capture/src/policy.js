// What a site wants masked, by selectors: for all of its pages, or for some addresses. Owns the form of such a policy, what is wrong
// with one, and which selectors hold at the page's present address; what a match means is decided in `masking.js`.
//
// No array or string method is asked for what decides here: where a page has replaced those, a rule would get lost.

/**
 * @typedef {object} Lists
 * @property {string[]} [mask] selectors of what leaves in disguise
 * @property {string[]} [block] selectors of what does not leave at all
 * @property {string[]} [show] selectors of what shows within a masked part
 *
 * @typedef {Lists & { url?: string }} Rule
 *
 * @typedef {Lists & { privateByDefault?: boolean, rules?: Rule[] }} Given
 */

/** A rule as it is applied. @typedef {{ pattern: string | null, mask: string, block: string, show: string }} Checked */

const LISTS = /** @type {const} */ (["mask", "block", "show"]);

const decode = decodeURIComponent;

/** The names of a policy's parts, which are options of `record` as well. */
export const POLICY_KEYS = [...LISTS, "privateByDefault", "rules"];

export class Policy {
  /** Whether all is masked that is not marked to be shown. */
  isPrivate = false;
  /** Why everything is masked, if that is because something is wrong. */
  problem = "";

  // The selectors that hold now, as lists; empty for none.
  mask = "";
  block = "";
  show = "";
  /** All of them. */
  any = "";

  /** @type {Checked[]} */ #rules = [];
  /** The address for which the selectors were put together. */
  #address = "";

  /**
   * Checks a policy. A selector that the browser does not know is told on the console, and masks everything.
   * @param {Given} given
   * @throws {TypeError} where it has not the form of a policy
   */
  constructor(given) {
    check(typeof given === "object" && given !== null, "it must be an object");
    const { privateByDefault, rules } = given;
    checkKeys(given, POLICY_KEYS, "");
    check(privateByDefault == null || typeof privateByDefault === "boolean", "`privateByDefault` must be true or false");
    this.isPrivate = privateByDefault === true;
    this.#add(given, null, "");
    check(rules == null || Array.isArray(rules), "`rules` must be an array");
    for (let index = 0; index < (rules?.length ?? 0); index++) this.#addRule(/** @type {Rule[]} */ (rules)[index], `rules[${index}]`);
    this.#choose();
  }

  /** A policy that masks everything, because the one that was given cannot be followed. @param {string} problem */
  static broken(problem) {
    const policy = new Policy({});
    policy.fail(problem);
    return policy;
  }

  /** Whether anything is masked or shown by it, wherever the page is. */
  get isActive() {
    return this.isPrivate || this.problem !== "" || this.#rules.length > 0;
  }

  /** Whether anything may be masked by it where the page is now. */
  get masks() {
    return this.isPrivate || this.problem !== "" || this.mask !== "" || this.block !== "";
  }

  /** Whether a selector may begin to hold without any change of the page's nodes: `:checked`, say. */
  get isVolatile() {
    return has(this.any, ":");
  }

  /** From now on everything is masked. @param {string} problem why */
  fail(problem) {
    if (this.problem) return;
    this.problem = problem;
    console.error(`Alongside: ${problem}. Until this is mended the whole page is masked.`);
  }

  /** Follows the page to its present address. Answers whether other selectors hold there. */
  follow() {
    const { href } = location;
    return href !== this.#address && this.#choose();
  }

  /** @param {Rule} rule @param {string} place */
  #addRule(rule, place) {
    check(typeof rule === "object" && rule !== null, `\`${place}\` must be an object`);
    checkKeys(rule, ["url", ...LISTS], place);
    const { url } = rule;
    const isPath = url === undefined || (typeof url === "string" && url[0] === "/");
    check(isPath, `\`${place}.url\` must be a path such as "/checkout/*"`);
    this.#add(rule, url === undefined ? null : asInAddresses(url), `${place}.`);
  }

  /** @param {Lists} lists @param {string | null} pattern @param {string} place */
  #add(lists, pattern, place) {
    /** @type {Checked} */
    const rule = { pattern, mask: "", block: "", show: "" };
    for (let kind = 0; kind < LISTS.length; kind++) {
      const name = LISTS[kind];
      const selectors = lists[name];
      check(selectors == null || Array.isArray(selectors), `\`${place}${name}\` must be an array of selectors`);
      for (let index = 0; index < (selectors?.length ?? 0); index++) {
        const selector = /** @type {string[]} */ (selectors)[index];
        check(typeof selector === "string", `\`${place}${name}\` must be an array of selectors`);
        const isUsable = isSelector(selector);
        if (isUsable) rule[name] = joined(rule[name], selector);
        else this.fail(`\`${selector}\`, in \`${place}${name}\`, is no selector that this browser can follow`);
      }
    }
    if (rule.mask || rule.block || rule.show) this.#rules[this.#rules.length] = rule;
  }

  /** Puts together what holds at the page's address; answers whether that is something else than before. */
  #choose() {
    this.#address = location.href;
    const before = `${this.mask}\n${this.block}\n${this.show}`;
    this.mask = this.block = this.show = "";
    for (let index = 0; index < this.#rules.length; index++) {
      const { pattern, mask, block, show } = this.#rules[index];
      const isWritten = pattern === null || fits(pattern, addressFor(pattern));
      const isMeant = pattern === null ? true : fitsAsMeant(pattern);
      if (isWritten || isMeant !== false) {
        this.mask = joined(this.mask, mask);
        this.block = joined(this.block, block);
      }
      if (isWritten && isMeant) this.show = joined(this.show, show);
    }
    this.any = joined(joined(this.mask, this.block), this.show);
    return before !== `${this.mask}\n${this.block}\n${this.show}`;
  }
}

/** Two lists of selectors as one. @param {string} list @param {string} more */
function joined(list, more) {
  return list && more ? `${list}, ${more}` : list || more;
}

/**
 * Whether a text is a selector of elements. The browser reads what stands in `:is()` forgivingly, except where it is asked
 * whether it knows the selector; and no element is a pseudo-element, so such a selector would mask nothing.
 * @param {string} selector
 */
function isSelector(selector) {
  try {
    new DocumentFragment().querySelector(selector);
    return selector !== "" && !has(selector, "&") && !/:scope\b/.test(selector) && CSS.supports(`selector(:is(${selector}))`);
  } catch {
    return false;
  }
}

/** A pattern as browsers write addresses. @param {string} pattern */
function asInAddresses(pattern) {
  const { pathname, search, hash } = new URL(`https://shop.example${pattern}`);
  return pathname + search + hash;
}

/** What of the page's address a pattern is about: the path, and the query or fragment only if it names one. @param {string} pattern */
function addressFor(pattern) {
  const { pathname, search, hash } = location;
  return pathname + (has(pattern, "?") ? search : "") + (has(pattern, "#") ? hash : "");
}

/**
 * Whether the page's address fits a pattern in another spelling, which servers take for the same; null where nobody can tell.
 * @param {string} pattern
 */
function fitsAsMeant(pattern) {
  try {
    return fits(meant(pattern), meant(addressFor(pattern)));
  } catch {
    return null;
  }
}

/** An address without escapes and empty steps; it throws where what is escaped is no text, or leads elsewhere. @param {string} address */
function meant(address) {
  const text = decode(address);
  let out = "";
  for (let at = 0; at < text.length; at++) {
    const isStep = text[at] === "/" || text[at] === "\\";
    // Browsers resolve what is not escaped, so this is meant for the server.
    const isDotted = isStep && text[at + 1] === "." && (isEnd(text[at + 2]) || (text[at + 2] === "." && isEnd(text[at + 3])));
    if (isDotted) throw new URIError(address);
    if (!isStep) out += text[at];
    else if (out[out.length - 1] !== "/") out += "/";
  }
  return out;
}

/** Whether a step of a path ends here. @param {string | undefined} character */
function isEnd(character) {
  return character === undefined || character === "/" || character === "\\" || character === "?" || character === "#";
}

/** Whether a text fits a pattern, in which `*` stands for any run of characters. @param {string} pattern @param {string} text */
function fits(pattern, text) {
  let [at, star, after] = [0, -1, 0];
  for (let index = 0; index < text.length; ) {
    if (pattern[at] === "*") {
      star = at++;
      after = index;
    } else if (pattern[at] === text[index]) {
      at++;
      index++;
    } else if (star >= 0) {
      // The star takes one character more.
      at = star + 1;
      index = ++after;
    } else return false;
  }
  while (pattern[at] === "*") at++;
  return at === pattern.length;
}

/** @param {string} text @param {string} character */
function has(text, character) {
  for (let at = 0; at < text.length; at++) if (text[at] === character) return true;
  return false;
}

/** @param {object} given @param {readonly string[]} known @param {string} place */
function checkKeys(given, known, place) {
  for (const key of Object.keys(given)) {
    check(known.includes(key), `unknown key \`${place && `${place}.`}${key}\`; there are ${known.join(", ")}`);
  }
}

/** @param {unknown} holds @param {string} otherwise */
function check(holds, otherwise) {
  if (!holds) throw new TypeError(`masking policy: ${otherwise}`);
}
