/** What happens on the page: the last of it is what is compared. */
export default async function steps(page, compared) {
  for (const place of ["nav > div", "nav li:first-child", ".last", "x-menu b", "x-menu div", "label", "#fades"]) {
    // Labels and the like begin at their left edge.
    await page.hover(place, { position: { x: 6, y: 6 } });
    await page.waitForTimeout(50);
    await compared();
  }
  // What is hovered goes away, and something else comes to be under the mouse.
  await page.evaluate(() => document.querySelector("#fades").remove());
  await page.waitForTimeout(200);
  await compared();
  await page.hover("nav > div", { position: { x: 6, y: 6 } });
  await page.hover(".last");
}
