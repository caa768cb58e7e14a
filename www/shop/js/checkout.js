/**
 * The checkout. It checks the form, plays the payment, and leads to the thanks page.
 * Nothing that is typed here is sent or stored: an order keeps only its number, its lines and its sum.
 */
import './shell.js';
import * as basket from './basket.js';
import { colourOf, money, picture, productOf } from './catalogue.js';
import { element, hook, tint } from './dom.js';
import { storage } from './storage.js';
import { showTotals } from './summary.js';
import { check, isCardNumber, isExpiry, tell } from './validate.js';

const form = hook('checkout-form');
const pay = hook('pay');

const needed = (what) => (value) => (value.trim() ? '' : `Please enter ${what}.`);
const rules = {
  email: (value) => (/^\S+@\S+\.\S+$/.test(value.trim()) ? '' : 'Please enter an e-mail address, such as name@example.com.'),
  tel: (value) => (value.replace(/\D/g, '').length >= 6 ? '' : 'Please enter a phone number for the carrier.'),
  name: needed('the name for the parcel'),
  street: needed('street and number'),
  postcode: needed('the postcode'),
  city: needed('the town'),
  country: needed('the country'),
  password: (value) => (value.length >= 8 ? '' : 'A password needs at least 8 characters.'),
  code: (value) => (/^\d{6}$/.test(value.trim()) ? '' : 'The code has six digits.'),
  cardname: needed('the name on the card'),
  cardnumber: (value) => (isCardNumber(value) ? '' : 'This is not a card number. Please check the digits.'),
  expiry: (value) => (isExpiry(value, new Date()) ? '' : 'Month and year, such as 08 / 29, not in the past.'),
  cvc: (value) => (/^\d{3,4}$/.test(value.trim()) ? '' : 'Three or four digits.'),
};

function showLines() {
  const lines = basket.lines();
  hook('summary-lines').replaceChildren(
    ...lines.map((line) => {
      const product = productOf(line);
      const colour = colourOf(product, line.colour);
      return element(
        'li',
        { class: 'summary-line' },
        tint(element('img', { src: picture(product, colour, 'side'), alt: '', width: 800, height: 600 }), colour),
        element('span', {}, `${line.quantity} × ${product.name}`, element('br'), element('span', { class: 'muted small' }, `${colour.name}, EU ${line.size}`)),
        element('span', { class: 'numbers' }, money(product.price * line.quantity)),
      );
    }),
  );
  showTotals();
  pay.textContent = lines.length ? `Pay ${money(basket.totals().sum)}` : 'Your basket is empty';
  pay.disabled = lines.length === 0;
}

/** Keeps the caret at the end while grouping digits, which is where people type. */
function group(field, shape) {
  field.addEventListener('input', () => {
    const next = shape(field.value.replace(/\D/g, ''));
    if (field.selectionStart === field.value.length) field.value = next;
  });
}

function send(event) {
  event.preventDefault();
  const wrong = check(form, rules);
  const problems = hook('problems');
  problems.hidden = wrong.length === 0;
  if (wrong.length) {
    problems.textContent = wrong.length === 1 ? 'One field needs another look.' : `${wrong.length} fields need another look.`;
    wrong[0].focus();
    return;
  }
  pay.disabled = true;
  pay.textContent = 'Paying …';
  const number = `FW-${String(Date.now() % 1_000_000).padStart(6, '0')}`;
  storage.write('fernweg.order', { number, lines: basket.lines(), sum: basket.totals().sum });
  setTimeout(() => {
    basket.empty();
    location.assign('thanks.html');
  }, 900);
}

group(form.elements.cardnumber, (digits) => digits.slice(0, 19).replace(/(\d{4})(?=\d)/g, '$1 '));
group(form.elements.expiry, (digits) => (digits.length > 2 ? `${digits.slice(0, 2)} / ${digits.slice(2, 4)}` : digits));

form.addEventListener('submit', send);
form.addEventListener('focusout', ({ target }) => {
  if (rules[target.name] && target.value) tell(target, rules[target.name](target.value));
});

hook('password-toggle').addEventListener('click', ({ currentTarget }) => {
  const hide = form.elements.password.type === 'text';
  form.elements.password.type = hide ? 'password' : 'text';
  currentTarget.textContent = hide ? 'Show' : 'Hide';
  currentTarget.setAttribute('aria-pressed', String(!hide));
});

hook('resend-code').addEventListener('click', () => {
  hook('code-hint').textContent = 'A new code is on its way. In this demo any six digits do.';
});

document.addEventListener('basket', () => {
  if (!pay.disabled || basket.count()) showLines();
});
showLines();
