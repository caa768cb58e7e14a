/** What happens on the page: the last of it is what is compared. */
export default async function steps(page, compared) {
  await page.click("#all");
  await page.waitForFunction(() => document.fullscreenElement);
  await page.mouse.move(400, 400);
  await page.waitForTimeout(300);
  await compared();
  await page.evaluate(() => document.exitFullscreen());
  await page.waitForTimeout(300);
  await compared();
  await page.click("#in");
  await page.waitForFunction(() => document.fullscreenElement);
  await page.mouse.move(400, 500);
  await page.waitForTimeout(300);
}
