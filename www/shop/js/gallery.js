/** The product's pictures: a track that scrolls, arrows, thumbnails and a count. Follows the chosen colour. */
import { picture, views } from './catalogue.js';
import { element, hook, tint } from './dom.js';

/** @param {import('./catalogue.js').Product} product @returns {(colour: import('./catalogue.js').Colour) => void} Shows that colour. */
export function gallery(product) {
  const track = hook('gallery-track');
  const frame = hook('gallery-frame');
  let current = 0;

  const slides = views.map(() => element('img', { width: 800, height: 600, alt: '' }));
  const small = views.map(() => element('img', { width: 800, height: 600, alt: '' }));
  const thumbs = views.map((view, index) =>
    element(
      'button',
      { class: 'thumb', type: 'button', 'data-test': `thumb-${view.id}`, 'aria-label': `Show ${view.name}`, click: () => go(index) },
      small[index],
    ),
  );
  track.append(...slides);
  hook('thumbs').append(...thumbs);

  function mark(index) {
    current = index;
    thumbs.forEach((thumb, at) => thumb.setAttribute('aria-current', String(at === index)));
    hook('gallery-count').textContent = `${index + 1} / ${views.length}`;
  }

  function go(index) {
    const target = (index + views.length) % views.length;
    const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
    track.scrollTo({ left: target * track.clientWidth, behavior: calm ? 'instant' : 'smooth' });
    mark(target);
  }

  hook('gallery-previous').addEventListener('click', () => go(current - 1));
  hook('gallery-next').addEventListener('click', () => go(current + 1));
  track.addEventListener('scrollend', () => mark(Math.round(track.scrollLeft / track.clientWidth)));
  mark(0);

  return (colour) => {
    tint(frame, colour);
    views.forEach((view, index) => {
      slides[index].src = picture(product, colour, view.id);
      slides[index].alt = `${product.name} in ${colour.name}, ${view.name}`;
      tint(thumbs[index], colour);
      small[index].src = slides[index].src;
    });
  };
}
