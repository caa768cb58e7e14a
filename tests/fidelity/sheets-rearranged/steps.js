/** What happens on the page. */
export default async function steps(page, compared) {
  await compared();
  await page.evaluate(() => {
    document.adoptedStyleSheets.reverse();
    root.adoptedStyleSheets = [...root.adoptedStyleSheets].reverse();
  });
  await compared();
  await page.evaluate(() => {
    first.insertRule("p { letter-spacing: 3px !important }");
    second.cssRules[0].style.color = "orange";
    second.cssRules[0].selectorText = "p:first-child";
    document.body.append(document.querySelector("#own"));
    document.head.append(document.querySelector("link"));
  });
  // What is changed within a rule is looked for, as no event tells of it.
  await page.waitForTimeout(1300);
  await compared();
  await page.evaluate(() => {
    second.replaceSync("@media (min-width: 1px) { p { background: yellow } } @layer x { p { color: purple !important } }");
    first.disabled = true;
    root.adoptedStyleSheets.length = 0;
    root.adoptedStyleSheets.push(first);
    document.adoptedStyleSheets.splice(0, 1);
    second.media.mediaText = "screen";
  });
  await page.waitForTimeout(1300);
}
