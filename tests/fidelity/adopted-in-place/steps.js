/** What happens on the page. */
export default async function steps(page, compared) {
  await page.evaluate(() => {
    const [red, gold] = ["p { color: red }", "p { background: gold }"].map((text) => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(text);
      return sheet;
    });
    document.adoptedStyleSheets.push(red, gold);
    const root = document.querySelector("#host").attachShadow({ mode: "open" });
    root.innerHTML = "<p>in a shadow</p>";
    root.adoptedStyleSheets.push(gold, red);
    window.red_ = red;
  });
  await page.waitForTimeout(1_200);
  await compared();
  await page.evaluate(async () => {
    document.adoptedStyleSheets.splice(0, 1);
    document.querySelector("#host").shadowRoot.adoptedStyleSheets.reverse();
    await red_.replace("p { color: green; border: 3px solid blue }");
  });
  await compared();
  await page.evaluate(() => {
    document.adoptedStyleSheets.length = 0;
    red_.disabled = true;
  });
}
