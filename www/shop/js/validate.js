/** Checks a form's fields and says beside each what to mend. Knows no particular form. */

/** Whether the digits satisfy the check digit of payment cards (ISO/IEC 7812). @param {string} text */
export function isCardNumber(text) {
  const digits = text.replace(/\D/g, '');
  if (digits.length < 13 || digits.length > 19) return false;
  const sum = [...digits].reverse().reduce((total, digit, index) => {
    const value = Number(digit) * (index % 2 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}

/** Whether "MM / YY" is this month or later. @param {string} text @param {Date} today */
export function isExpiry(text, today) {
  const [, month, year] = /^(\d\d)\s*\/\s*(\d\d)$/.exec(text.trim()) ?? [];
  if (!month || Number(month) < 1 || Number(month) > 12) return false;
  return (2000 + Number(year)) * 12 + Number(month) > today.getFullYear() * 12 + today.getMonth();
}

/**
 * @param {HTMLFormElement} form
 * @param {Record<string, (value: string) => string>} rules By field name: what is wrong with the value, or ''.
 * @returns {HTMLInputElement[]} The fields that need mending, in the form's order.
 */
export function check(form, rules) {
  /** @type {HTMLInputElement[]} */
  const wrong = [];
  const fields = /** @type {HTMLInputElement[]} */ ([...form.elements]);
  for (const field of fields) {
    const rule = rules[field.name];
    if (!rule) continue;
    if (!tell(field, rule(field.value))) wrong.push(field);
  }
  return wrong;
}

/** Shows the message beside the field. @param {HTMLInputElement} field @param {string} message @returns {boolean} Whether the field is well. */
export function tell(field, message) {
  const place = document.getElementById(`${field.id}-error`);
  if (place) place.textContent = message;
  if (message) field.setAttribute('aria-invalid', 'true');
  else field.removeAttribute('aria-invalid');
  return !message;
}
