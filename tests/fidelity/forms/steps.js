/** What happens on the page. */
export default async function steps(page) {
  await page.check("#box");
  await page.check("#one");
  await page.evaluate(() => {
    document.querySelector("#third").indeterminate = true;
    document.querySelector("#single").selectedIndex = 1;
    document.querySelector("progress").value = 8;
    document.activeElement.blur();
  });
  await page.mouse.move(0, 0);
  await page.waitForTimeout(500);
}
