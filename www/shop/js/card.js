/** A product's card, for the grid and for "You may also like". */
import { money, picture, productLink } from './catalogue.js';
import { element, swatch, tint } from './dom.js';

/** @param {import('./catalogue.js').Product} product */
export function card(product) {
  const [colour] = product.colours;
  const ground = tint(
    element(
      'div',
      { class: 'card-picture' },
      element('img', { src: picture(product, colour, 'side'), alt: '', width: 800, height: 600 }),
      element('img', { src: picture(product, colour, 'pair'), alt: '', width: 800, height: 600, loading: 'lazy' }),
    ),
    colour,
  );
  if (product.flag) ground.append(element('span', { class: 'flag' }, product.flag));
  const names = product.colours.map((each) => each.name).join(', ');
  return element(
    'article',
    { class: 'card', 'data-test': 'product-card', 'data-product': product.id },
    ground,
    element(
      'div',
      { class: 'card-text' },
      element('h3', {}, element('a', { href: productLink(product) }, product.name)),
      element('span', { class: 'price numbers' }, money(product.price)),
      element('span', { class: 'muted small' }, `★ ${product.rating} · ${product.upper.split(',')[0]}`),
      element('span', { class: 'swatches', role: 'img', 'aria-label': `Colours: ${names}` }, ...product.colours.map(swatch)),
    ),
  );
}
