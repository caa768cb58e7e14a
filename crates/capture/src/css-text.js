// The rules of a style sheet without the words that they write into a page. Owns the little of CSS's syntax that this takes;
// where a sheet is read so is decided in `masking.js`.
//
// Where a page has replaced the methods of strings or regular expressions, a secret would leave: they are not asked, but for one
// that is tried before.
import { arePartsSound, part } from "./builtins.js";

/** What stands for the words of a string. */
const WORDS = '"•••"';

/** What stands for an address: it leads nowhere, and nobody asks for it. */
const NOTHING = 'url("data:,")';

/** Properties whose strings are names, or parts of CSS itself. Without them a sheet would not do what it does. */
const NAMING = set(`font font-family font-feature-settings font-variation-settings font-palette src syntax
  grid grid-area grid-template grid-template-areas grid-template-columns grid-template-rows unicode-range`);

/** Attributes that a masked element keeps and of which selectors ask for a value. */
const ASKED = set("type dir role open hidden slot class id");

/** @param {string} names @returns {Set<string>} */
function set(names) {
  return new Set(names.split(/\s+/));
}

/**
 * Rules, as browsers write them, with dots for all words that they may write into a page. In a masked place dots stand for
 * those in selectors and custom properties of any name as well; and nothing is told of addresses, but for fonts'.
 * @param {string} rules
 * @param {boolean} isMasked
 */
export function withoutWords(rules, isMasked) {
  if (!arePartsSound()) return "";
  let out = "";
  // Where what is not in `out` yet begins, and where the declaration or the rule's prelude under way does.
  let [kept, start] = [0, 0];
  for (let at = 0; at < rules.length; at++) {
    const character = rules[at];
    if (character === "\\") {
      at++;
    } else if (character === "{" || character === "}" || character === ";") {
      start = at + 1;
    } else if (character === "/" && rules[at + 1] === "*") {
      const end = endOfComment(rules, at);
      if (isMasked) {
        out += part(rules, kept, at);
        kept = end;
      }
      at = end - 1;
    } else if (isAddress(rules, at)) {
      const end = endOfAddress(rules, at + 4);
      // A fragment is a name in the page itself.
      const isOwn = rules[at + 4] === "#" || rules[at + 5] === "#";
      if (isMasked && !isOwn && !NAMING.has(property(rules, start))) {
        out += part(rules, kept, at) + NOTHING;
        kept = end;
      }
      at = end - 1;
    } else if (character === '"' || character === "'") {
      const end = endOfString(rules, at);
      if (hasWords(rules, at + 1, end - 1) && isHidden(rules, start, at, isMasked)) {
        out += part(rules, kept, at) + WORDS;
        kept = end;
      }
      at = end - 1;
    }
  }
  return out + part(rules, kept, rules.length);
}

/** Whether a string is to be hidden: in an open place, where it may be written into a masked one. @param {string} rules @param {number} start of its declaration @param {number} at @param {boolean} isMasked */
function isHidden(rules, start, at, isMasked) {
  const name = property(rules, start);
  if (name === "content") return true;
  let before = at - 1;
  while (rules[before] === " ") before--;
  if (rules[before] !== "=") return !NAMING.has(name) && (isMasked || !isFont(name));
  if (!isMasked) return false;
  // In a selector: the name of the attribute stands before the sign.
  while (before > start && !isNamePart(rules[before])) before--;
  let attribute = "";
  for (; isNamePart(rules[before]); before--) attribute = rules[before] + attribute;
  return !ASKED.has(attribute);
}

/** Whether a custom property is named as one that has fonts' names. @param {string} name */
function isFont(name) {
  for (let at = 2; at < name.length; at++) if (part(name, at, at + 4) === "font") return true;
  return false;
}

/** The property that a declaration is about; anything where it is none. @param {string} rules @param {number} start */
function property(rules, start) {
  while (rules[start] === " " || rules[start] === "\n") start++;
  let end = start;
  while (isNamePart(rules[end])) end++;
  return part(rules, start, end);
}

/** @param {string | undefined} character */
function isNamePart(character) {
  return character !== undefined && ((character >= "a" && character <= "z") || character === "-" || (character >= "A" && character <= "Z"));
}

/** Whether `url(` stands here. @param {string} rules @param {number} at */
function isAddress(rules, at) {
  return (
    rules[at + 3] === "(" && (rules[at] === "u" || rules[at] === "U") && (rules[at + 1] === "r" || rules[at + 1] === "R") &&
    (rules[at + 2] === "l" || rules[at + 2] === "L")
  );
}

/** @param {string} rules @param {number} at behind the bracket */
function endOfAddress(rules, at) {
  for (; at < rules.length && rules[at] !== ")"; at++) {
    if (rules[at] === "\\") at++;
    else if (rules[at] === '"' || rules[at] === "'") at = endOfString(rules, at) - 1;
  }
  return at + 1;
}

/** @param {string} rules @param {number} at the first quote */
function endOfString(rules, at) {
  const quote = rules[at++];
  for (; at < rules.length && rules[at] !== quote; at++) if (rules[at] === "\\") at++;
  return at + 1;
}

/** @param {string} rules @param {number} at */
function endOfComment(rules, at) {
  for (at += 2; at < rules.length && !(rules[at] === "*" && rules[at + 1] === "/"); at++);
  return at + 2;
}

/**
 * Whether there are letters or digits in a string: symbols, and the private characters of icon fonts, are none.
 * @param {string} rules
 * @param {number} from
 * @param {number} to
 */
function hasWords(rules, from, to) {
  for (let at = from; at < to; at++) {
    const character = rules[at];
    if (character === "\\") {
      // An escape is a letter where it is not that of a quote, an icon or a line break.
      const next = rules[at + 1] ?? "";
      const isIcon = (next === "f" || next === "F" || next === "e" || next === "E") && isHex(rules[at + 4]) && isHex(rules[at + 3]);
      const isBreak = (next === "a" || next === "A") && !isHex(rules[at + 2]);
      if (isHex(next) && !isIcon && !isBreak) return true;
      at += isIcon ? 4 : 1;
    } else if (isWord(character)) return true;
  }
  return false;
}

/** @param {string | undefined} character */
function isHex(character) {
  return (
    character !== undefined &&
    ((character >= "0" && character <= "9") || (character >= "a" && character <= "f") || (character >= "A" && character <= "F"))
  );
}

/** @param {string} character */
function isWord(character) {
  if (character < "\u00c0") {
    return (character >= "0" && character <= "9") || (character >= "a" && character <= "z") || (character >= "A" && character <= "Z");
  }
  const isSymbol = (character >= "\u2000" && character <= "\u2bff") || (character >= "\u3000" && character <= "\u303f");
  const isPrivate = character >= "\ud800" && character <= "\uf8ff";
  return !isSymbol && !isPrivate && character !== "\u00d7" && character !== "\u00f7" && character < "\ufe00";
}
