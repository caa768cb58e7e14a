/**
 * Small helpers for building nodes. Everything goes through DOM calls, never through HTML text,
 * and styles go through CSSOM only, so that the strictest Content-Security-Policy holds.
 */

/**
 * @template {keyof HTMLElementTagNameMap} Name
 * @param {Name} name
 * @param {Record<string, string | number | boolean | undefined | ((event: Event) => void)>} [attributes]
 *   A function is a listener for the event of that name; `true` sets an empty attribute; `false` and `undefined` set none.
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[Name]}
 */
export function element(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === 'function') node.addEventListener(key, value);
    else if (value === true) node.setAttribute(key, '');
    else if (value !== false && value !== undefined) node.setAttribute(key, String(value));
  }
  node.append(...children);
  return node;
}

/**
 * The element with this `data-test` hook; a page that lacks it is broken, so say which.
 * @param {string} name @param {ParentNode} [root] @returns {any}
 */
export function hook(name, root = document) {
  const found = root.querySelector(`[data-test="${name}"]`);
  if (!found) throw new Error(`This page has no element with data-test="${name}".`);
  return found;
}

/** Gives a picture's ground the colour's tint. @param {HTMLElement} node @param {import('./catalogue.js').Colour} colour */
export function tint(node, colour) {
  node.classList.add('tile');
  node.style.setProperty('--tint', colour.tint);
  return node;
}

/** @param {import('./catalogue.js').Colour} colour */
export function swatch(colour) {
  const node = element('span', { class: 'swatch', 'aria-hidden': 'true' });
  node.style.setProperty('--first', colour.first);
  node.style.setProperty('--second', colour.second);
  return node;
}

/**
 * A minus, a number and a plus.
 * @param {{ value: number, least: number, most: number, label: string, change: (value: number) => void }} options
 */
export function stepper({ value, least, most, label, change }) {
  const output = element('output', { 'data-test': 'quantity' });
  const step = (by) => {
    value = Math.min(most, Math.max(least, value + by));
    show();
    change(value);
  };
  const minus = element('button', { type: 'button', 'data-test': 'quantity-minus', 'aria-label': `One less: ${label}`, click: () => step(-1) }, '−');
  const plus = element('button', { type: 'button', 'data-test': 'quantity-plus', 'aria-label': `One more: ${label}`, click: () => step(1) }, '+');
  const show = () => {
    output.textContent = String(value);
    minus.disabled = value <= least;
    plus.disabled = value >= most;
  };
  show();
  return element('div', { class: 'stepper', role: 'group', 'aria-label': label }, minus, output, plus);
}
