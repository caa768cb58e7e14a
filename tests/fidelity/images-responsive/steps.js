/** What happens on the page. */
export default async function steps(page) {
  await page.setViewportSize({ width: 600, height: 600 });
  await page.waitForTimeout(500);
  await page.setViewportSize({ width: 800, height: 600 });
  await page.evaluate(() => document.querySelector("#lazy").scrollIntoView());
  await page.waitForTimeout(500);
  await page.evaluate(() => scrollTo(0, 0));
  await page.setViewportSize({ width: 650, height: 600 });
  await page.waitForTimeout(1_000);
}
