// What leaves the shopper's browser in disguise, and what does not leave it at all. Owns every decision about
// secrecy; the walker asks here before it reads a text or a value. Fails closed: whatever is not known to be
// harmless in a masked place is left out, and where a rule cannot be followed everything is masked.
//
// Three say what is masked: what an element is (a field, a password), its mark (`data-alongside`), and the site's policy
// (`policy.js`). Where two of them speak about the same element, the stricter one holds.
import { areAttributesSound, areSelectorsSound, attributeOf, isDesigned, matches, part, queryAll } from "./builtins.js";
import { withoutWords } from "./css-text.js";
import { holderOf } from "./elements.js";
import { modeMark } from "./marks.js";
import { pageOf, typeOf } from "./nodes.js";
import { Mode } from "./numbers.js";
import { Policy } from "./policy.js";

/** What stands for any secret, however long it is. */
const SECRET = "••••••••";

/** What stands for a word, by its length. */
const DOTS = ["•••", "•••••", SECRET, "••••••••••••"];

/** The mode of an element that neither a mark nor the policy speaks about. */
const NONE = -1;

/** The attribute that marks what is masked. */
const MARK = "data-alongside";

/** Attributes that stay on a masked element: they shape it, and no shop writes a name or a number there. */
const SHAPING = new Set(
  `class id dir hidden disabled readonly required type rows cols colspan rowspan size multiple open role
  slot part width height contenteditable viewBox preserveAspectRatio d x y x1 y1 x2 y2 cx cy r rx ry points
  transform fill fill-rule clip-rule stroke stroke-width stroke-linecap stroke-linejoin opacity offset
  stop-color gradientUnits gradientTransform xmlns`.split(/\s+/),
);

/** Attributes that need a second look everywhere: at their value, or at the element. */
const SPECIAL = new Set(["href", "xlink:href", "checked", "selected", "value", "style"]);

/** What a secret field keeps besides, so that it looks like the field it is. */
const SECRET_SHAPING = new Set(["placeholder", "autocomplete", "inputmode", "maxlength"]);

/** What stands in editable text. */
const IN_EDITABLE = '[contenteditable]:not([contenteditable="false" i]) *';

/** Types of `<input>` whose value is a caption that the shop wrote, not something the shopper typed. */
const CAPTIONED = new Set(["button", "submit", "reset"]);

/** Words of `autocomplete` that mark a secret (https://html.spec.whatwg.org/#autofill-field). */
const SECRET_AUTOFILL = /(^|\s)(cc-[a-z-]+|current-password|new-password|one-time-code)(\s|$)/i;

export class Masking {
  /** Fields that were once a password stay one, also after a "show password" button. @type {WeakSet<Element>} */
  #passwords = new WeakSet();
  /** Fields that were once typed into: a change of type may turn what was typed into a caption. @type {WeakSet<Element>} */
  #typedInto = new WeakSet();
  #hasWarned = false;
  /** Where this reading has looked for marks already. @type {Set<Node>} */ #searched = new Set();
  /** Whether some place is masked, so that a sheet's words may show in it. */
  #hasPlaces = false;
  /** Whether a part of the page was typed, pictures and all. */
  #hasTyped = false;
  /** The mode in which a page around this one has it read: what is masked out there, nothing in here shows. */
  outerMode = Mode.OPEN;
  /** Elements for which a selector of the policy held when they were read. @type {Set<Element>} */
  matched = new Set();
  /** Whether other selectors hold than when the page was last read. */
  hasNewRules = false;
  /** Told that from now on the words of sheets are hidden, and not before. */
  onWordsHidden = () => {};

  /** @param {Policy} policy what the site wants masked */
  constructor(policy) {
    this.policy = policy;
    this.settle();
  }

  /** Puts another policy in the place of the present one. @param {Policy} policy */
  setPolicy(policy) {
    this.policy = policy;
    this.hasNewRules = true;
  }

  /** Before each reading: brings the rules to where the page is now, and makes sure that they can be followed. */
  settle() {
    this.#searched.clear();
    const { policy } = this;
    if (!areAttributesSound() || (policy.isActive && !areSelectorsSound())) {
      policy.fail("this page has replaced functions of the browser, by which masked places are found, with others");
    }
    if (policy.isActive && policy.follow()) this.hasNewRules = true;
  }

  /** The mode in which the page itself is read. */
  get pageMode() {
    return this.policy.isPrivate ? Mode.MASK : this.modeOfRoot(document, this.#shownMode);
  }

  /** The mode of a document or shadow root, given that of what it stands in: what stands in a document with `designMode` was typed. @param {Node} root @param {number} inherited */
  modeOfRoot(root, inherited) {
    if (inherited !== Mode.OPEN || typeOf(root) !== Node.DOCUMENT_NODE || !isDesigned(/** @type {Document} */ (root))) return inherited;
    this.#hasTyped = true;
    return Mode.MASK;
  }

  /** The mode of what is marked to be shown. */
  get #shownMode() {
    return this.policy.problem ? Mode.MASK : this.outerMode;
  }

  /** Whether anything may be masked beside what was typed. */
  get hasPlaces() {
    return this.#hasPlaces || this.#hasTyped || this.outerMode !== Mode.OPEN || this.policy.isActive;
  }

  /** Whether any element may have a mode of its own, and not only those that have attributes. */
  get hasSelectors() {
    return this.policy.any !== "";
  }

  /**
   * The mode of an element, given the mode of what it stands in. A blocked element is not read any further, so
   * nothing inside can undo that.
   * @param {Element} element
   * @param {number} inherited
   */
  modeOf(element, inherited) {
    const marked = this.#markedMode(element);
    const selected = this.hasSelectors ? this.#selectedMode(element) : NONE;
    const own = marked > selected ? marked : selected;
    if (own > Mode.OPEN) this.#hideWords();
    // What was typed shows only where that very element is marked: a selector may have meant something else.
    const isTypedIn = marked === NONE && own < Mode.MASK && (element.localName === "option" || this.#isTyped(element, own === Mode.OPEN));
    if (isTypedIn) return Mode.MASK;
    if (own === NONE) return inherited;
    return own === Mode.OPEN ? this.#shownMode : own;
  }

  /** Whether what stands in an element was typed by the shopper. @param {Element} element @param {boolean} isShown whether a selector would show it, whatever is around it */
  #isTyped(element, isShown) {
    const value = attributeOf(element, "contenteditable");
    const isTyped = (value !== null && value.toLowerCase() !== "false") || (isShown && (matches(element, IN_EDITABLE) || isDesigned(/** @type {Document} */ (pageOf(element)))));
    if (isTyped) this.#hasTyped = true;
    return isTyped;
  }

  /** What the policy says of an element. @param {Element} element */
  #selectedMode(element) {
    const { any, block, mask } = this.policy;
    try {
      if (!matches(element, any)) return NONE;
      this.matched.add(element);
      if (block && matches(element, block)) return Mode.BLOCK;
      return mask && matches(element, mask) ? Mode.MASK : Mode.OPEN;
    } catch {
      return Mode.MASK;
    }
  }

  /** Whether a blocked element is not marked so, which its place in the view is to be. @param {Element} element @param {number} mode */
  isUnmarkedBlock(element, mode) {
    return mode === Mode.BLOCK && this.policy.block !== "" && attributeOf(element, MARK) === null;
  }

  /** A place was found that is masked. */
  #hideWords() {
    if (this.#hasPlaces) return;
    this.#hasPlaces = true;
    this.onWordsHidden();
  }

  /** The mode of an element where it stands in the page. @param {Element} element @returns {number} */
  modeInPage(element) {
    let holder = holderOf(element);
    let root = holder;
    for (; holder && typeOf(holder) !== Node.ELEMENT_NODE; holder = holderOf(holder)) root = holder;
    const around = holder ? this.modeInPage(/** @type {Element} */ (holder)) : this.pageMode;
    const inherited = root ? this.modeOfRoot(root, around) : around;
    return inherited === Mode.BLOCK ? inherited : this.modeOf(element, inherited);
  }

  /** What an element's mark says. @param {Element} element */
  #markedMode(element) {
    const mark = modeMark(attributeOf(element, MARK));
    if (mark === null) return NONE;
    switch (mark.trim().toLowerCase()) {
      case "block":
        return Mode.BLOCK;
      case "show":
        return Mode.OPEN;
      case "mask":
        return Mode.MASK;
    }
    if (!this.#hasWarned) {
      this.#hasWarned = true;
      console.warn(`Alongside: data-alongside="${mark}" is neither mask, block nor show; it is taken for mask`);
    }
    return Mode.MASK;
  }

  /** Whether an element with attributes of these names may have a mode of its own. Of options and selectors see `modeOf`. @param {string[]} names */
  mayDecideMode(names) {
    if (this.hasSelectors) return true;
    for (let index = 0; index < names.length; index++) if (this.decidesMode(names[index])) return true;
    return false;
  }

  /** Whether a change of this attribute may change modes below it. @param {string} name */
  decidesMode(name) {
    return name === MARK || name === "contenteditable";
  }

  /** Whether the value of an attribute of this name is told as it is, in an open place. @param {string} name */
  isPlain(name) {
    return !SPECIAL.has(name);
  }

  /** A run of text as it may leave. @param {string} text @param {number} mode */
  text(text, mode) {
    return mode === Mode.OPEN ? text : disguised(text);
  }

  /**
   * An attribute's value as it may leave, or null to leave it out.
   * @param {Element} element
   * @param {string} name
   * @param {string} value
   * @param {number} mode
   */
  attribute(element, name, value, mode) {
    switch (name) {
      case "href":
      case "xlink:href":
        // The mirror's links lead nowhere, so that no token in an address leaves; a fragment finds its target.
        if (mode === Mode.OPEN) return value.startsWith("#") ? value : "#";
        // What is no link would load the page that it stands in.
        return element.localName === "a" || element.localName === "area" ? "#" : null;
      case "checked":
      case "selected":
        // What a field began with is as private as what it has now, which is a state.
        return null;
    }
    if (mode !== Mode.OPEN) {
      // Anything may be written there.
      if (name === MARK) return mode === Mode.BLOCK ? "block" : "mask";
      // What Vue and Angular mark elements with, for the sheets of their components.
      const isScope = value === "" && (part(name, 0, 7) === "data-v-" || part(name, 0, 3) === "_ng");
      return isScope || SHAPING.has(name) ? value : null;
    }
    if (name === "value") return this.#valueAttribute(element, value);
    const isField = element.localName === "input" || element.localName === "textarea" || element.localName === "select";
    if (isField && this.isSecret(element)) return SHAPING.has(name) || SECRET_SHAPING.has(name) ? value : null;
    return value;
  }

  /** An attribute of an element that stands for somebody else's content. @param {string} name @param {string} value */
  foreignAttribute(name, value) {
    return SHAPING.has(name) ? value : null;
  }

  /**
   * The rules of a style sheet that stands in a place of this mode. In an open place they are told as they are, unless there are
   * masked places: what a rule writes there is as secret as what stands there.
   * @param {string | null} rules
   * @param {number} mode
   * @param {Node} owner
   */
  sheet(rules, mode, owner) {
    if (!rules || (mode === Mode.OPEN && !this.#hidesWords(owner))) return rules;
    return withoutWords(rules, mode !== Mode.OPEN);
  }

  /** Whether there are masked places where a sheet's words may show. @param {Node} owner */
  #hidesWords(owner) {
    if (this.#hasPlaces || this.policy.masks) return true;
    const root = owner.getRootNode();
    if (this.#searched.has(root)) return false;
    this.#searched.add(root);
    // What is new to the page may not be read yet.
    const marked = queryAll(/** @type {Document} */ (root), `[${MARK}]`);
    for (let index = 0; index < marked.length; index++) {
      if (this.#markedMode(marked[index]) > Mode.OPEN) this.#hasPlaces = true;
    }
    return this.#hasPlaces;
  }

  /**
   * The current value of a form field as it may leave, or null to leave it out.
   * @param {HTMLInputElement | HTMLTextAreaElement} field
   */
  fieldValue(field) {
    const { type, value } = field;
    if (CAPTIONED.has(type)) return null;
    this.#typedInto.add(field);
    if (type === "file") return null;
    if (this.isSecret(field)) return value && type !== "hidden" ? SECRET : null;
    return value && disguised(value);
  }

  /** Whether not even the shape of a field's value may leave, nor which choice was made. @param {Element} field */
  isSecret(field) {
    const { type } = /** @type {HTMLInputElement} */ (field);
    if (type === "password") this.#passwords.add(field);
    if (type === "hidden" || this.#passwords.has(field)) return true;
    return isSecretAutofill(attributeOf(field, "autocomplete") ?? "");
  }

  /** @param {Element} element @param {string} value */
  #valueAttribute(element, value) {
    switch (element.localName) {
      case "input":
        return CAPTIONED.has(/** @type {HTMLInputElement} */ (element).type) && !this.#typedInto.has(element) ? value : null;
      case "progress":
      case "meter":
      case "li":
        return value;
      default:
        return null;
    }
  }
}

/**
 * Text with the shape of `text`, but neither its letters nor the exact length of its words. It asks no method of a string
 * or a regular expression: where a page has replaced those, a secret would leave.
 * @param {string} text
 */
function disguised(text) {
  let shape = "";
  let length = 0;
  for (let at = 0; at <= text.length; at++) {
    const character = text[at];
    if (character !== undefined && !isSpace(character)) {
      length++;
      continue;
    }
    if (length > 0) shape += length <= 3 ? DOTS[0] : length <= 6 ? DOTS[1] : length <= 10 ? DOTS[2] : DOTS[3];
    length = 0;
    if (character !== undefined) shape += character;
  }
  return shape;
}

/** @param {string} character */
function isSpace(character) {
  if (character <= " ") return character === " " || (character >= "\t" && character <= "\r");
  if (character < "\u1680") return character === "\u00a0";
  return (
    (character >= "\u2000" && character <= "\u200a") || character === "\u2028" || character === "\u2029" ||
    character === "\u1680" || character === "\u202f" || character === "\u205f" || character === "\u3000" || character === "\ufeff"
  );
}

/** Whether the words of an `autocomplete` mark a secret; what cannot be found out is one. @param {string} words */
function isSecretAutofill(words) {
  if (words === "") return false;
  const works = SECRET_AUTOFILL.test("cc-number") && !SECRET_AUTOFILL.test("name");
  return !works || SECRET_AUTOFILL.test(words);
}
