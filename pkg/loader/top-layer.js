// @ts-check
/**
 * Keeps the bar of a shared page within reach: above what the page brings to the top layer, and pressable where the page made all
 * else inert. Fetched when the bar first shows.
 */

const PRESSES = ["pointerdown", "mousedown", "pointerup", "mouseup", "click"];

/** @param {ShadowRoot} root @param {Element} host @param {AbortSignal} signal ends it */
export const keepOnTop = (root, host, signal) => {
  /** What shows later is above it: it comes back. */
  const raise = () => {
    const bar = /** @type {HTMLElement | null} */ (root.querySelector("[popover]:popover-open"));
    const focused = /** @type {HTMLElement | null} */ (root.activeElement);
    bar?.hidePopover();
    bar?.showPopover();
    if (focused && bar?.contains(focused)) focused.focus();
  };

  /** A modal dialog and what fills the screen make all else inert: what she presses above it is found by its place. @param {any} event */
  const press = (event) => {
    if (event.target === host || !event.isTrusted) return;
    for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (root.querySelectorAll("[popover] button:enabled"))) {
      const { left, right, top, bottom } = button.getBoundingClientRect();
      if (event.clientX < left || event.clientX > right || event.clientY < top || event.clientY > bottom) continue;
      event.preventDefault();
      event.stopImmediatePropagation();
      if (event.type === "click") button.click();
    }
  };

  document.addEventListener("toggle", raise, { capture: true, signal });
  document.addEventListener("fullscreenchange", raise, { signal });
  for (const kind of PRESSES) addEventListener(kind, press, { capture: true, signal });
  // Something may have come there while this was fetched.
  raise();
};
