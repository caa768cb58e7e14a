/** The basket page: one row a line, with steppers, and the sums beside them. */
import { toast } from './shell.js';
import * as basket from './basket.js';
import { colourOf, money, picture, productOf, productLink } from './catalogue.js';
import { element, hook, stepper, tint } from './dom.js';
import { showTotals } from './summary.js';

const rows = hook('rows');
/** Rows on the page by their line, so that a step in one leaves the others (and the focus) alone. */
const shown = new Map();

/** @param {basket.Line} line */
const keyOf = (line) => `${line.id} ${line.colour} ${line.size}`;

/** @param {basket.Line} line */
function row(line) {
  const product = productOf(line);
  const colour = colourOf(product, line.colour);
  const price = element('span', { class: 'row-price numbers', 'data-test': 'row-price' });
  const node = element(
    'li',
    { class: 'row', 'data-test': 'basket-row' },
    tint(
      element('a', { class: 'row-picture', href: productLink(product, colour), tabindex: -1, 'aria-hidden': 'true' },
        element('img', { src: picture(product, colour, 'side'), alt: '', width: 800, height: 600 })),
      colour,
    ),
    element(
      'div',
      {},
      element('h2', {}, element('a', { href: productLink(product, colour) }, product.name)),
      element('p', { class: 'muted' }, `${colour.name} · EU ${line.size}`),
      element(
        'div',
        { class: 'row-tools' },
        stepper({ value: line.quantity, least: 1, most: basket.mostPerLine, label: product.name, change: (value) => basket.setQuantity(line, value) }),
        element('button', { class: 'link small', type: 'button', 'data-test': 'remove', 'aria-label': `Remove ${product.name}`, click: () => take(line, product) }, 'Remove'),
      ),
    ),
    price,
  );
  return { node, update: (quantity) => { price.textContent = money(product.price * quantity); } };
}

function take(line, product) {
  basket.remove(line);
  hook('basket-title').focus();
  const undo = element('button', { class: 'link', type: 'button', click: () => basket.add(line) }, 'Undo');
  toast(element('span', {}), element('span', {}, `${product.name} is out of your basket.`), undo);
}

function show() {
  const lines = basket.lines();
  const keys = new Set(lines.map(keyOf));
  for (const [key, { node }] of shown) {
    if (keys.has(key)) continue;
    node.remove();
    shown.delete(key);
  }
  for (const line of lines) {
    const key = keyOf(line);
    if (!shown.has(key)) {
      shown.set(key, row(line));
      rows.append(shown.get(key).node);
    }
    shown.get(key).update(line.quantity);
  }
  hook('basket-empty').hidden = lines.length > 0;
  hook('basket-full').hidden = lines.length === 0;
  const { missing, freeDeliveryFrom } = basket.totals();
  hook('free-delivery').textContent = missing ? `${money(missing)} more for free delivery` : 'Delivery is on us';
  hook('free-delivery-progress').value = (freeDeliveryFrom - missing) / freeDeliveryFrom;
  showTotals();
}

hook('voucher-form').addEventListener('submit', (event) => {
  event.preventDefault();
  const input = hook('voucher');
  const valid = basket.redeem(input.value);
  input.setAttribute('aria-invalid', String(!valid));
  hook('voucher-error').textContent = valid ? '' : `We don’t know the voucher “${input.value.trim()}”. Please check its spelling.`;
  hook('voucher-applied').hidden = !valid;
});

document.addEventListener('basket', show);
show();
