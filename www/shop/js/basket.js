/**
 * The basket's state and its sums.
 * Announces every change as a `basket` event on the document.
 *
 * @typedef {{ id: string, colour: string, size: number, quantity: number }} Line
 */
import { productById, productOf } from './catalogue.js';
import { storage } from './storage.js';

/** The most of one line that may be ordered at once. */
export const mostPerLine = 9;

const key = 'fernweg.basket';
const voucherKey = 'fernweg.voucher';
const voucher = { code: 'FERNWEG10', percent: 10 };
const freeDeliveryFrom = 10000;
const deliveryPrice = 490;

/** Lines whose product still exists. @returns {Line[]} */
export function lines() {
  const stored = storage.read(key);
  return Array.isArray(stored) ? stored.filter((line) => productById(line?.id) && line.quantity > 0) : [];
}

/** @param {Line[]} next */
function save(next) {
  storage.write(key, next);
  document.dispatchEvent(new CustomEvent('basket'));
}

/** @param {Line} a @param {Line} b */
const same = (a, b) => a.id === b.id && a.colour === b.colour && a.size === b.size;

/** Adds to an equal line if there is one. @param {Line} line */
export function add(line) {
  const all = lines();
  const twin = all.find((other) => same(other, line));
  if (twin) twin.quantity = Math.min(mostPerLine, twin.quantity + line.quantity);
  else all.push(line);
  save(all);
}

/** @param {Line} line @param {number} quantity */
export function setQuantity(line, quantity) {
  save(lines().map((other) => (same(other, line) ? { ...other, quantity } : other)));
}

/** @param {Line} line */
export function remove(line) {
  save(lines().filter((other) => !same(other, line)));
}

export function empty() {
  storage.write(voucherKey, null);
  save([]);
}

/** How many shoes, not lines. */
export const count = () => lines().reduce((sum, line) => sum + line.quantity, 0);

/** @param {string} code @returns {boolean} Whether the voucher is one of ours. */
export function redeem(code) {
  const valid = code.trim().toUpperCase() === voucher.code;
  if (valid) {
    storage.write(voucherKey, voucher.code);
    document.dispatchEvent(new CustomEvent('basket'));
  }
  return valid;
}

/** All in cents. `missing` is what the goods lack for free delivery. */
export function totals() {
  const goods = lines().reduce((sum, line) => sum + productOf(line).price * line.quantity, 0);
  const discount = storage.read(voucherKey) === voucher.code ? Math.round((goods * voucher.percent) / 100) : 0;
  const missing = Math.max(0, freeDeliveryFrom - goods);
  const delivery = goods > 0 && missing > 0 ? deliveryPrice : 0;
  return { goods, discount, delivery, missing, freeDeliveryFrom, sum: goods - discount + delivery };
}

// Another tab of the shop changed the basket.
addEventListener('storage', (event) => {
  if (event.key === key || event.key === voucherKey) document.dispatchEvent(new CustomEvent('basket'));
});
