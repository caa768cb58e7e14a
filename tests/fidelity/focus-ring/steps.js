/** What happens on the page: the last of it is what is compared. */
export default async function steps(page, compared) {
  await page.mouse.move(0, 0);
  await page.evaluate(() => document.styleSheets[0].deleteRule(0));
  for (const id of ["ring", "box", "own", "none", "text"]) {
    await page.keyboard.press("Tab");
    await page.waitForFunction((id) => document.activeElement?.id === id, id);
    await compared();
  }
  await page.click("#mouse");
  await page.mouse.move(0, 0);
  await compared();
  await page.keyboard.press("Tab");
  await compared();
  await page.evaluate(() => document.activeElement.blur());
  await compared();
  await page.focus("#ring");
}
