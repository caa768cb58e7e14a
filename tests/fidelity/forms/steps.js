/** What happens on the page. */
export default async function steps(page) {
  await page.check("#box");
  await page.check("#one");
  await page.evaluate(() => {
    document.querySelector("#third").indeterminate = true;
    document.querySelector("#single").selectedIndex = 1;
    document.querySelector("progress").value = 8;
    document.querySelector("#four").checked = true;
    for (const option of document.querySelector("#several").options) option.selected = option.index !== 1;
    document.querySelector("#closes").open = false;
    document.querySelector("#closes + details").open = true;
    document.activeElement.blur();
  });
  await page.mouse.move(0, 0);
  await page.waitForTimeout(500);
}
