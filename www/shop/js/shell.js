/** What every page does: the basket's badge in the header, and toasts. */
import { count } from './basket.js';
import { element, hook } from './dom.js';

/** How long a toast stays, in ms. */
const toastStays = 6000;

let shown = count();

function showCount() {
  const now = count();
  const badge = hook('basket-count');
  badge.textContent = String(now);
  badge.classList.toggle('filled', now > 0);
  badge.closest('a').setAttribute('aria-label', `Basket, ${now} ${now === 1 ? 'item' : 'items'}`);
  if (now > shown) {
    badge.classList.remove('bump');
    requestAnimationFrame(() => badge.classList.add('bump'));
  }
  shown = now;
}

/** Says something at the top of the page for a while. @param {...(Node | string)} content */
export function toast(...content) {
  const node = element('div', { class: 'toast', 'data-test': 'toast' }, ...content);
  const region = hook('toasts');
  region.replaceChildren(node);
  setTimeout(() => {
    node.classList.add('leaving');
    setTimeout(() => node.remove(), 300);
  }, toastStays);
}

document.addEventListener('basket', showCount);
// A page that comes back from the browser's back-forward cache shows an old count.
addEventListener('pageshow', showCount);
showCount();
