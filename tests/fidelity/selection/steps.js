/** What happens on the page: the last of it is what is compared. */
export default async function steps(page, compared) {
  await page.evaluate(() => {
    const words = document.querySelector("#first").firstChild;
    getSelection().setBaseAndExtent(words, 4, words, 9);
  });
  await compared();
  // Backwards, and over what is not mirrored.
  await page.evaluate(() => {
    getSelection().setBaseAndExtent(document.body, document.body.childNodes.length - 1, document.querySelector("#first b").firstChild, 3);
  });
  await compared();
  await page.evaluate(() => {
    const text = document.querySelector("#host").shadowRoot.querySelector("p").firstChild;
    getSelection().setBaseAndExtent(text, 3, text, 9);
  });
  await compared();
  await page.evaluate(() => getSelection().removeAllRanges());
  await compared();
  await page.evaluate(() => getSelection().selectAllChildren(document.querySelector(".ink")));
  await compared();
  // As people do it, into a shadow root.
  const from = await page.locator("#first").boundingBox();
  const to = await page.locator("#inner").boundingBox();
  await page.mouse.move(from.x + 60, from.y + 10);
  await page.mouse.down();
  await page.mouse.move(to.x + 50, to.y + 10, { steps: 5 });
  await page.mouse.up();
}
