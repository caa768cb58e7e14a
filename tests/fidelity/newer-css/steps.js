/** What happens on the page. */
export default async function steps(page, compared) {
  await compared();
  await page.evaluate(() => {
    document.querySelector("input").checked = true;
    const [sheet] = document.styleSheets;
    sheet.insertRule("@layer c { p { color: orange } }", sheet.cssRules.length);
    sheet.insertRule("@layer b.x { p { color: cyan } }", sheet.cssRules.length);
    document.querySelector(".query").style.setProperty("--mode", "light");
    document.querySelector(".anchor").style.left = "400px";
  });
  await compared();
  await page.evaluate(() => {
    const scope = [...document.styleSheets[0].cssRules].find((rule) => rule instanceof CSSScopeRule);
    scope.insertRule("p { color: white }");
    scope.deleteRule(1);
    document.startViewTransition(() => void (document.body.style.background = "#eef"));
  });
  // What is changed within a rule is looked for, as no event tells of it.
  await page.waitForTimeout(1500);
}
