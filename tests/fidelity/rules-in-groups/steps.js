/** What happens on the page. No event tells any of it. */
export default async function steps(page, compared) {
  await page.evaluate(() => {
    const rules = document.querySelector("#sheet").sheet.cssRules;
    const [, media, keyframes, , nested] = rules;
    media.cssRules[0].insertRule("p { background: gold }");
    media.cssRules[1].cssRules[0].style.setProperty("margin", "30px", "important");
    keyframes.appendRule("50% { left: 99px }");
    nested.cssRules[0].selectorText = "& b, i";
    nested.insertRule("& { letter-spacing: 4px }");
    rules[6].cssRules[0].style.color = "purple";
  });
  await page.waitForTimeout(1_200);
  await compared();
  await page.evaluate(() => (document.querySelector("#sheet").sheet.cssRules[1].media.mediaText = "print"));
  await page.waitForTimeout(1_200);
}
