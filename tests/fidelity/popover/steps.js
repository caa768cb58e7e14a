/** What happens on the page. */
export default async function steps(page) {
  await page.evaluate(() => {
    document.querySelector("#other").showPopover();
    document.querySelector("#hint").showPopover();
    document.querySelector("#other").hidePopover();
  });
}
