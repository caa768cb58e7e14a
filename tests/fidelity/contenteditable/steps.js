/** What happens on the page: the last of it is what is compared. */
export default async function steps(page, compared) {
  await page.click("#plain");
  await compared();
  await page.keyboard.insertText("•••••");
  await compared();
  await page.click("#rich");
  await page.keyboard.press("Control+A");
  await page.keyboard.insertText("•••");
  await page.keyboard.press("Enter");
  await page.evaluate(() => document.execCommand("bold"));
  await page.keyboard.insertText("•••••");
  await page.evaluate(() => document.execCommand("insertUnorderedList"));
}
