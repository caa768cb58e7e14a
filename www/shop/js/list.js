/** The list page: filters and sorts the grid, and keeps both in the address. */
import './shell.js';
import './hero.js';
import { card } from './card.js';
import { money, products } from './catalogue.js';
import { hook } from './dom.js';

const grid = hook('grid');
/** @type {NodeListOf<HTMLButtonElement>} */
const chipNodes = document.querySelectorAll('button[data-category]');
const chips = [...chipNodes];
/** @type {NodeListOf<HTMLAnchorElement>} */
const navigation = document.querySelectorAll('.nav a');
const sizeSelect = hook('filter-size');
const priceRange = hook('filter-price');
const sortSelect = hook('sort');
// Cards are made once and moved, so that a filter keeps what is already on the page.
const cards = new Map(products.map((product) => [product.id, card(product)]));

const address = new URLSearchParams(location.search);
let category = address.get('category') ?? 'all';
sizeSelect.value = address.get('size') ?? '';
sortSelect.value = address.get('sort') ?? 'popular';
if (sortSelect.selectedIndex < 0) sortSelect.value = 'popular';
if (sizeSelect.selectedIndex < 0) sizeSelect.value = '';

const orders = {
  popular: () => 0,
  'price-up': (a, b) => a.price - b.price,
  'price-down': (a, b) => b.price - a.price,
  rating: (a, b) => b.rating - a.rating,
};

function chosen() {
  const size = Number(sizeSelect.value);
  return products
    .filter((product) => category === 'all' || product.category === category)
    .filter((product) => !size || !product.soldOut.includes(size))
    .filter((product) => product.price <= Number(priceRange.value) * 100)
    .sort(orders[sortSelect.value]);
}

function show() {
  const found = chosen();
  grid.replaceChildren(...found.map((product) => cards.get(product.id)));
  hook('nothing').hidden = found.length > 0;
  hook('result-count').textContent = `${found.length} ${found.length === 1 ? 'shoe' : 'shoes'}`;
  hook('price-shown').textContent = money(Number(priceRange.value) * 100).replace('.00', '');
  for (const chip of chips) chip.setAttribute('aria-pressed', String(chip.dataset.category === category));
  for (const link of navigation) {
    const here = (new URL(link.href).searchParams.get('category') ?? 'all') === category;
    if (here) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
}

function keep() {
  const next = new URLSearchParams();
  if (category !== 'all') next.set('category', category);
  if (sizeSelect.value) next.set('size', sizeSelect.value);
  if (sortSelect.value !== 'popular') next.set('sort', sortSelect.value);
  history.replaceState(null, '', `${location.pathname}${next.size ? `?${next}` : ''}`);
}

function change() {
  keep();
  show();
}

for (const chip of chips) {
  chip.addEventListener('click', () => {
    category = chip.dataset.category ?? 'all';
    change();
  });
}
for (const control of [sizeSelect, sortSelect, priceRange]) control.addEventListener('input', change);
hook('reset-filters').addEventListener('click', () => {
  category = 'all';
  sizeSelect.value = '';
  priceRange.value = priceRange.max;
  change();
});

if (!chips.some((chip) => chip.dataset.category === category)) category = 'all';
show();
// Whoever comes by a category's link wants the shelf, not the hero.
if (address.has('category')) hook('shelf').scrollIntoView({ behavior: 'instant' });
