/** The size guide: a modal table, and a field that finds the size for a foot's length. */
import { sizes } from './catalogue.js';
import { element, hook } from './dom.js';

/** The longest foot, in mm, that an EU size fits. A size is two thirds of a centimetre, with one centimetre of room. */
const footLength = (size) => Math.round((size * 20) / 3 - 12);

/** An EU size is two thirds of a UK size, which comes in halves. */
const british = (size) => Math.round(2 * (3.5 + (size - 36) * 0.75)) / 2;

const dialog = hook('size-guide');
const rows = sizes.map((size) =>
  element(
    'tr',
    {},
    ...[size, british(size), british(size) + 1, (footLength(size) / 10).toFixed(1)].map((text) => element('td', {}, String(text))),
  ),
);
hook('size-table').append(...rows);

hook('foot-length').addEventListener('input', (event) => {
  const millimetres = Number(event.target.value) * 10;
  const fits = millimetres >= 200 ? sizes.findIndex((size) => footLength(size) >= millimetres) : -1;
  rows.forEach((row, index) => row.classList.toggle('match', index === fits));
  hook('foot-size').textContent = fits >= 0 ? `Yours is ${sizes[fits]}` : millimetres > 0 ? 'We make 36 to 46' : '';
});

hook('open-size-guide').addEventListener('click', () => dialog.showModal());
hook('close-size-guide').addEventListener('click', () => dialog.close());
// A click on the backdrop lands on the dialog itself.
dialog.addEventListener('click', (event) => {
  if (event.target === dialog) dialog.close();
});
