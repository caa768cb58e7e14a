/** What happens on the page. */
export default async function steps(page) {
  await page.evaluate(() => {
    const sheets = document.styleSheets;
    sheets[0].deleteRule(sheets[0].cssRules.length - 1);
    sheets[2].disabled = true;
    document.adoptedStyleSheets[0].replaceSync(".b { color: black; background: rgb(240, 200, 40); padding: 12px }");
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, new CSSStyleSheet()];
    document.adoptedStyleSheets[1].insertRule(".a { outline: 3px dashed green }");
    document.head.insertAdjacentHTML("beforeend", "<style>body { background: #eef }</style>");
  });
}
