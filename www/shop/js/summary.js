/** The sums of the basket, as the basket page and the checkout show them. */
import { totals } from './basket.js';
import { money } from './catalogue.js';
import { hook } from './dom.js';

export function showTotals() {
  const { goods, discount, delivery, sum } = totals();
  hook('goods').textContent = money(goods);
  hook('discount').textContent = `−${money(discount)}`;
  hook('discount').hidden = hook('discount-name').hidden = discount === 0;
  hook('delivery').textContent = delivery ? money(delivery) : 'Free';
  hook('sum').textContent = money(sum);
}
