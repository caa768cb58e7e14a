/** What happens on the page. */
export default async function steps(page, compared) {
  await compared();
  await page.evaluate(() => document.documentElement.style.setProperty("color-scheme", "light"));
  await compared();
  await page.evaluate(() => {
    document.documentElement.style.removeProperty("color-scheme");
    document.querySelector("meta").content = "light";
  });
  // No event tells of it: it is looked for.
  await page.waitForTimeout(1_200);
}
