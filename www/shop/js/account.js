/** The account page: past orders, and a profile that is kept in this browser. */
import { toast } from './shell.js';
import { colourOf, money, picture, productOf, productLink } from './catalogue.js';
import { element, hook, tint } from './dom.js';
import { storage } from './storage.js';
import { check } from './validate.js';

const profileKey = 'fernweg.profile';
const form = hook('profile-form');

const past = [
  { number: 'FW-208114', date: '3 October', state: 'Delivered', lines: [{ id: 'fels', colour: 'chestnut', size: 42, quantity: 1 }], sum: 21900 },
  { number: 'FW-193377', date: '12 June', state: 'Delivered', lines: [{ id: 'ufer', colour: 'sea', size: 42, quantity: 1 }, { id: 'duene', colour: 'apricot', size: 38, quantity: 1 }], sum: 13800 },
];

function order({ number, date, state, lines, sum }, open) {
  const travelling = state !== 'Delivered';
  return element(
    'details',
    { class: 'disclosure', open, 'data-test': 'order' },
    element(
      'summary',
      {},
      element('span', {}, `${number} · ${date} `, element('span', { class: travelling ? 'order-state travelling' : 'order-state' }, state)),
    ),
    element(
      'div',
      {},
      element('ul', { class: 'summary-lines' }, ...lines.map(orderLine)),
      element('p', { class: 'muted small' }, `Total ${money(sum)}, paid by card`),
    ),
  );
}

function orderLine(line) {
  const product = productOf(line);
  const colour = colourOf(product, line.colour);
  return element(
    'li',
    { class: 'summary-line' },
    tint(element('img', { src: picture(product, colour, 'side'), alt: '', width: 800, height: 600 }), colour),
    element('a', { href: productLink(product, colour) }, `${line.quantity} × ${product.name}`),
    element('span', { class: 'muted small' }, `${colour.name}, ${line.size}`),
  );
}

function fill() {
  const saved = storage.read(profileKey) ?? {};
  for (const field of form.elements) {
    if (!(field.name in saved)) continue;
    if (field.type === 'checkbox') field.checked = saved[field.name];
    else if (field.type === 'radio') field.checked = field.value === saved[field.name];
    else field.value = saved[field.name];
  }
}

form.addEventListener('submit', (event) => {
  event.preventDefault();
  const wrong = check(form, { name: (value) => (value.trim() ? '' : 'Please tell us how to address you.') });
  if (wrong.length) return wrong[0].focus();
  const entries = Object.fromEntries(new FormData(form));
  storage.write(profileKey, { ...entries, newsletter: form.elements.newsletter.checked });
  toast(element('span', {}), element('strong', {}, 'Your profile is saved.'), element('span', {}));
});

const latest = storage.read('fernweg.order');
const orders = latest ? [{ ...latest, date: 'today', state: 'Being packed' }, ...past] : past;
hook('orders').append(...orders.map((each, index) => order(each, index === 0)));
fill();
