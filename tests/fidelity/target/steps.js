/** What happens on the page: the last of it is what is compared. */
export default async function steps(page, compared) {
  await page.evaluate(() => (location.hash = "#zwei%20%C3%A4"));
  await compared();
  await page.evaluate(() => history.pushState(null, "", "#one"));
  await compared();
  await page.evaluate(() => (location.hash = "#three"));
}
