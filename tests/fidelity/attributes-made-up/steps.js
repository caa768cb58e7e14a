/** What happens on the page. */
export default async function steps(page, compared) {
  // State in an attribute is none of the agent's business, nor for the comparison.
  await page.evaluate(() => document.querySelector("x-host").removeAttribute("hx-vals"));
  await compared();
  await page.evaluate(() => {
    document.documentElement.setAttribute("theme", "dark");
    document.querySelector("[x-cloak]").removeAttribute("x-cloak");
    document.querySelector("x-tab").toggleAttribute("active");
    document.querySelector("[wire\\:dirty]").removeAttribute("wire:dirty");
    const wide = document.querySelector("#wide");
    wide.removeAttribute("loading");
    wide.setAttribute("expand", "full-width");
    // A value that may not be told takes the place of one that was.
    document.querySelector("[foo_bar]").setAttribute("foo_bar", "word");
  });
  await compared();
  await page.evaluate(() => document.querySelector("[foo_bar]").setAttribute("foo_bar", "{ state }"));
  await page.evaluate(() => recording_.flush());
  await page.evaluate(() => document.querySelector("[foo_bar]").removeAttribute("foo_bar"));
}
