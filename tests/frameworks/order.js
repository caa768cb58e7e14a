// What the three apps have in common: an order as it begins, and what is wrong with one. How it changes is each framework's own.

export const SIZES = ["", "41", "42", "43"];
export const COLORS = ["red", "green", "blue"];

export const EMPTY = {
  name: "", postcode: "", email: "", note: "", reference: "", draft: "", tags: [], size: "", extras: [], gift: false, greeting: "",
  delivery: "home", pairs: 1, firmness: 50, day: "", card: "", color: "", open: false, hints: 0, touched: [], sent: 0,
};

/** @param {any} order @returns {Record<string, string>} by field */
export function problems(order) {
  /** @type {Record<string, string>} */
  const wrong = {};
  if (!order.name.trim()) wrong.name = "Your name is missing";
  if (!/^\S+@\S+\.\S+$/.test(order.email)) wrong.email = "This is no address";
  if (!order.size) wrong.size = "Choose a size";
  if (!(order.pairs >= 1 && order.pairs <= 5)) wrong.pairs = "One to five";
  if (order.gift && !order.greeting) wrong.greeting = "What should we write?";
  return wrong;
}
