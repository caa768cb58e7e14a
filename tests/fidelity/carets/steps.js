/** What happens on the page. */
export default async function steps(page, compared) {
  for (const field of ["input", "textarea"]) {
    await page.locator(field).click();
    await page.keyboard.press("End");
    await compared();
    await page.locator(field).selectText();
    await compared();
    await page.locator(field).blur();
    await compared();
  }
  // Around a field all is as ever.
  await page.evaluate(() => getSelection().selectAllChildren(document.body));
}
