/** What the shop remembers: JSON in local storage and, where that is refused, in memory until the page goes. */

const memory = new Map();

export const storage = {
  /** @param {string} name @returns {any} The stored value, or null. */
  read(name) {
    try {
      return JSON.parse(localStorage.getItem(name) ?? 'null');
    } catch {
      return memory.get(name) ?? null;
    }
  },
  /** @param {string} name @param {unknown} value */
  write(name, value) {
    memory.set(name, value);
    try {
      localStorage.setItem(name, JSON.stringify(value));
    } catch {
      // Storage is full or refused: the copy in memory serves this page.
    }
  },
};
