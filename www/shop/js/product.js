/** The product page: reads `?id=` and `?colour=`, lets the customer choose, and puts the choice in the basket. */
import { toast } from './shell.js';
import './size-guide.js';
import * as basket from './basket.js';
import { card } from './card.js';
import { colourOf, money, picture, productById, productLink, products, sizes } from './catalogue.js';
import { element, hook, stepper, swatch, tint } from './dom.js';
import { gallery } from './gallery.js';

const address = new URLSearchParams(location.search);
const product = productById(address.get('id')) ?? products[0];
const showColour = gallery(product);
let colour = colourOf(product, address.get('colour'));
let size = 0;
let quantity = 1;

/** @type {NodeListOf<HTMLAnchorElement>} */
const navigation = document.querySelectorAll('.nav a');

function describe() {
  const category = product.category[0].toUpperCase() + product.category.slice(1);
  document.title = `${product.name} · Fernweg`;
  hook('product-name').textContent = product.name;
  hook('product-line').textContent = product.line;
  hook('product-price').textContent = money(product.price);
  hook('product-rating').textContent = `${product.rating} from ${product.reviews} reviews`;
  hook('review-count').textContent = `Reviews (${product.reviews})`;
  hook('product-upper').textContent = product.upper;
  hook('product-weight').textContent = `${product.weight} g each in size 42`;
  const crumb = hook('crumb-category');
  crumb.textContent = category;
  crumb.href = `index.html?category=${product.category}`;
  hook('crumb-product').textContent = product.name;
  for (const link of navigation) {
    if (link.href.endsWith(`category=${product.category}`)) link.setAttribute('aria-current', 'true');
  }
}

const colourButtons = product.colours.map((each) =>
  element(
    'button',
    { class: 'colour', type: 'button', 'data-test': `colour-${each.id}`, 'aria-label': each.name, title: each.name, click: () => chooseColour(each) },
    swatch(each),
  ),
);

const sizeButtons = sizes.map((each) => {
  const gone = product.soldOut.includes(each);
  return element(
    'button',
    {
      class: 'size', type: 'button', disabled: gone, 'data-test': `size-${each}`, 'aria-pressed': 'false',
      'aria-label': gone ? `${each}, sold out` : `Size ${each}`, title: gone ? 'Sold out' : undefined, click: () => chooseSize(each),
    },
    String(each),
  );
});

function chooseColour(next) {
  colour = next;
  showColour(colour);
  hook('colour-name').textContent = colour.name;
  colourButtons.forEach((button, index) => button.setAttribute('aria-pressed', String(product.colours[index] === colour)));
  history.replaceState(null, '', productLink(product, colour));
}

function chooseSize(next) {
  size = next;
  hook('size-name').textContent = `EU ${size}`;
  hook('size-error').textContent = '';
  sizeButtons.forEach((button, index) => button.setAttribute('aria-pressed', String(sizes[index] === size)));
}

function addToBasket() {
  if (!size) {
    hook('size-error').textContent = 'Please choose a size first.';
    sizeButtons.find((button) => !button.disabled)?.focus();
    return;
  }
  basket.add({ id: product.id, colour: colour.id, size, quantity });
  toast(
    tint(element('img', { src: picture(product, colour, 'side'), alt: '', width: 800, height: 600 }), colour),
    element(
      'div',
      {},
      element('strong', {}, 'In your basket'),
      element('span', { class: 'small' }, `${quantity} × ${product.name}, ${colour.name}, ${size}`),
    ),
    element('a', { href: 'basket.html', 'data-test': 'toast-basket' }, 'View'),
  );
}

describe();
hook('colours').append(...colourButtons);
hook('sizes').append(...sizeButtons);
hook('quantity-slot').append(
  stepper({ value: 1, least: 1, most: basket.mostPerLine, label: 'Quantity', change: (value) => { quantity = value; } }),
);
hook('add-to-basket').addEventListener('click', addToBasket);
chooseColour(colour);

const alike = products.filter((other) => other !== product && other.category === product.category);
const rest = products.filter((other) => other !== product && !alike.includes(other));
hook('also').append(...[...alike, ...rest].slice(0, 4).map(card));
