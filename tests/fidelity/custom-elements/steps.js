/** What happens on the page: the last of it is what is compared. */
export default async function steps(page, compared) {
  await compared();
  await page.evaluate(() => customElements.define("x-late", class extends HTMLElement {}));
  await compared();
  await page.evaluate(() => document.body.append(document.createElement("x-late"), document.createElement("x-unheard"), "."));
}
