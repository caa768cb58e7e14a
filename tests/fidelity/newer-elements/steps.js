/** What happens on the page. */
export default async function steps(page, compared) {
  await page.evaluate(() => {
    document.querySelector("#auto").showPopover();
    document.querySelector("#hint").showPopover();
    document.querySelector("#second").open = true;
  });
  await compared();
  await page.evaluate(() => {
    document.querySelector("#hint").hidePopover();
    document.querySelector("dialog").showModal();
    document.querySelector("[hidden]").hidden = false;
  });
}
