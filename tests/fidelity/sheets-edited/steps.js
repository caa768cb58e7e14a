/** What happens on the page. No event tells any of it, and no sheet has more or fewer rules of its own afterwards. */
export default async function steps(page) {
  await page.evaluate(() => {
    const groups = document.querySelector("#groups").sheet.cssRules;
    groups[1].insertRule("p { text-decoration: underline }");
    groups[2].insertRule(".first { letter-spacing: 3px }");
    groups[2].cssRules[1].style.setProperty("font-weight", "bold");
    groups[3].insertRule("@media screen { .first { background: gold } }", 1);
    const linked = document.querySelector("link").sheet.cssRules;
    linked[0].style.color = "crimson";
    linked[1].selectorText = ".first";
    const shared = document.querySelector("#one").shadowRoot.adoptedStyleSheets[0];
    shared.cssRules[0].style.color = "blue";
    shared.cssRules[1].insertRule("b { border-bottom: 3px solid red }");
    document.querySelector("#two").shadowRoot.querySelector("style").sheet.cssRules[0].style.fontSize = "30px";
    document.querySelector("svg style").sheet.cssRules[0].style.fill = "orange";
  });
  await page.waitForTimeout(1_000);
}
