// What fonts and their files are called.

/** The address of a font file; what the page fetched under other names is not asked for once more, for fear of what that does. */
const FILE = /\.(woff2?|ttf|otf)([?#]|$)/i;

/** Whether an address looks like that of a font. @param {string} address */
export function isFontFile(address) {
  return FILE.test(address);
}

/** A family without quotes. @param {string} family */
export function plain(family) {
  return family.trim().replace(/^["']|["']$/g, "");
}
