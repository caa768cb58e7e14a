/** The thanks page: the order's number, and its shoe. Whoever comes without an order is led to the shelf. */
import './shell.js';
import { colourOf, money, picture, productById, products } from './catalogue.js';
import { hook, tint } from './dom.js';
import { storage } from './storage.js';

const order = storage.read('fernweg.order');
const line = order?.lines?.[0];
const product = productById(line?.id) ?? products[0];
const colour = colourOf(product, line?.colour);

hook('order-placed').hidden = !order;
hook('order-missing').hidden = Boolean(order);
if (order) {
  hook('order-number').textContent = order.number;
  hook('order-sum').textContent = money(order.sum);
}
const image = hook('order-picture');
image.src = picture(product, colour, 'pair');
image.alt = `${product.name} in ${colour.name}`;
tint(image, colour);
