// What leaves the shopper's browser in disguise, and what does not leave it at all. Owns every decision about
// secrecy; the walker asks here before it reads a text or a value. Fails closed: whatever is not known to be
// harmless in a masked place is left out.

/** How a node is read: as it is, in disguise, or not at all. @enum {number} */
export const Mode = { OPEN: 0, MASK: 1, BLOCK: 2 };

/** The disguise of a character. */
const DOT = "•";

/** What stands for any secret, however long it is. */
const SECRET = DOT.repeat(8);

/** Attributes that stay on a masked element: they shape it, and no shop writes a name or a number there. */
const SHAPING = new Set(
  `class id dir hidden disabled checked selected readonly required type rows cols colspan rowspan size multiple open role
  slot part width height data-alongside viewBox preserveAspectRatio d x y x1 y1 x2 y2 cx cy r rx ry points
  transform fill fill-rule clip-rule stroke stroke-width stroke-linecap stroke-linejoin opacity offset
  stop-color gradientUnits gradientTransform xmlns`.split(/\s+/),
);

/** Types of `<input>` whose value is a caption that the shop wrote, not something the shopper typed. */
const CAPTIONED = new Set(["button", "submit", "reset"]);

/** Words of `autocomplete` that mark a secret (https://html.spec.whatwg.org/#autofill-field). */
const SECRET_AUTOFILL = /(^|\s)(cc-[a-z-]+|current-password|new-password|one-time-code)(\s|$)/i;

export class Masking {
  /** Fields that were once a password stay one, also after a "show password" button. @type {WeakSet<Element>} */
  #passwords = new WeakSet();

  /**
   * The mode of an element, given the mode of what it stands in. A blocked element is not read any further, so
   * nothing inside can undo that.
   * @param {Element} element
   * @param {number} inherited
   */
  modeOf(element, inherited) {
    switch (element.getAttribute("data-alongside")) {
      case "block":
        return Mode.BLOCK;
      case "mask":
        return Mode.MASK;
      case "show":
        return Mode.OPEN;
    }
    const isTypedIn = element.localName === "option" || isEditable(element);
    return isTypedIn ? Mode.MASK : inherited;
  }

  /** Whether a change of this attribute may change modes below it. @param {string} name */
  decidesMode(name) {
    return name === "data-alongside" || name === "contenteditable";
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
    if (name === "href" || name === "xlink:href") {
      // The mirror's links lead nowhere, so that no token in an address leaves; a fragment finds its target.
      return value.startsWith("#") && mode === Mode.OPEN ? value : "#";
    }
    if (mode !== Mode.OPEN) return SHAPING.has(name) ? value : null;
    if (name === "value") return this.#valueAttribute(element, value);
    if (name === "label" && element.localName === "option") return disguised(value);
    return value;
  }

  /**
   * The current value of a form field as it may leave, or null to leave it out.
   * @param {HTMLInputElement | HTMLTextAreaElement} field
   */
  fieldValue(field) {
    const value = field.value;
    if (field instanceof HTMLInputElement && CAPTIONED.has(field.type)) return null;
    if (this.isSecret(field)) return value && field.type !== "hidden" ? SECRET : null;
    return value && disguised(value);
  }

  /** Whether not even the shape of a field's value may leave. @param {Element} field */
  isSecret(field) {
    if (!(field instanceof HTMLInputElement)) return SECRET_AUTOFILL.test(field.getAttribute("autocomplete") ?? "");
    if (field.type === "password") this.#passwords.add(field);
    return (
      field.type === "hidden" ||
      this.#passwords.has(field) ||
      SECRET_AUTOFILL.test(field.getAttribute("autocomplete") ?? "")
    );
  }

  /** @param {Element} element @param {string} value */
  #valueAttribute(element, value) {
    switch (element.localName) {
      case "input":
        return CAPTIONED.has(/** @type {HTMLInputElement} */ (element).type) ? value : null;
      case "progress":
      case "meter":
      case "li":
        return value;
      default:
        return null;
    }
  }
}

/** Whether what stands in an element was typed by the shopper. @param {Element} element */
function isEditable(element) {
  const value = element.getAttribute("contenteditable");
  return value !== null && value.toLowerCase() !== "false";
}

/** Text with the shape of `text`, but neither its letters nor the exact length of its words. @param {string} text */
function disguised(text) {
  return text.replace(/\S+/g, (word) => DOT.repeat(word.length <= 3 ? 3 : word.length <= 6 ? 5 : word.length <= 10 ? 8 : 12));
}
