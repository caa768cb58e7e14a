// The browser's own functions where the page has replaced them and left the originals within reach. Libraries that
// wrap timers and observers to learn when a page is idle (zones) keep them on the window, under names of theirs; with
// the originals, the recorder's timers don't keep such a page busy.

/** @param {string} name */
function own(name) {
  const holder = /** @type {any} */ (window);
  return holder[`__zone_symbol__${name}`] ?? holder[name];
}

/** @type {typeof MutationObserver} */
export const Observer = own("MutationObserver");

/** @type {typeof requestAnimationFrame} */
export const requestFrame = own("requestAnimationFrame");
/** @type {typeof setTimeout} */
export const startTimer = own("setTimeout");
/** @type {typeof setInterval} */
const startInterval = own("setInterval");
/** @type {typeof clearInterval} */
const stopInterval = own("clearInterval");

/** Waits. @param {number} milliseconds */
export function sleep(milliseconds) {
  return new Promise((resolve) => void startTimer(resolve, milliseconds));
}

/** Calls a function every so often. @param {number} milliseconds @param {() => void} callback */
export function every(milliseconds, callback) {
  return startInterval(callback, milliseconds);
}

/** Ends what `every` began. @param {number} handle */
export function cancel(handle) {
  stopInterval(handle);
}
