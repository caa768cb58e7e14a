// The numbers by which the modules of capture call what they share; some of them are the batch's and the mirror's, too.

/** How a node is read: as it is, in disguise, or not at all. @enum {number} */
export const Mode = { OPEN: 0, MASK: 1, BLOCK: 2 };

/** Kinds of node; the same numbers as in `batch.rs`. @enum {number} */
export const Kind = { HTML: 1, SVG: 2, MATHML: 3, TEXT: 4, SHADOW_ROOT: 5, DOCUMENT: 6, QUIRKS_DOCUMENT: 7 };

/** States beside the markup, as negative keys; the numbers of `State` in the mirror. @enum {number} */
export const State = {
  VALUE: -1,
  CHECKED: -2,
  INDETERMINATE: -3,
  SELECTED: -4,
  SCROLL: -5,
  SHEET: -6,
  SOURCE: -7,
  BOX: -8,
  VIEWPORT: -9,
  SCHEME: -10,
  MODAL: -11,
  POPOVER: -12,
  FONTS: -13,
  MEDIA: -14,
  INTERACTION: -16,
  UNDEFINED: -17,
  SELECTION: -18,
  POINTER: -19,
  VALIDITY: -20,
  ANIMATIONS: -21,
  SLOTS: -22,
};

/** What pictures are looked for: those that are due, all that have changed, or all there are. @enum {number} */
export const Look = { DUE: 0, NOW: 1, AGAIN: 2 };
