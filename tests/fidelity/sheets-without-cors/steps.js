/** Sheets of other origins are asked for once more, and come later. */
export default async function steps(page) {
  await page.waitForTimeout(800);
}
