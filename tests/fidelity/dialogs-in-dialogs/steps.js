/** What happens on the page. */
export default async function steps(page, both) {
  await page.evaluate(() => {
    outer.showModal();
    inner.showModal();
  });
  await both();
  // It goes on as one that is not modal, where it stands, and there is more to scroll than before.
  await page.evaluate(() => {
    inner.close();
    inner.show();
    outer.scrollTop = 60;
  });
  await both();
  await page.evaluate(() => {
    inner.close();
    outer.close();
  });
  await page.locator("pop-over").locator("button").first().click();
  await both();
  await page.locator("pop-over").locator("#first > button").click();
  await both();
  // A pointer opened what was open before: no ring is drawn around a dialog that a script opens then, in either.
  await page.evaluate(() => {
    const late = Object.assign(document.createElement("dialog"), { textContent: "late" });
    document.body.append(late);
    late.showModal();
  });
  await both();
  await page.keyboard.press("Escape");
}
