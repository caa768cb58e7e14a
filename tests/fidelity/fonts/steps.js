/** What happens on the page. */
export default async function steps(page) {
  await page.evaluate(async () => {
    await document.fonts.ready;
    document.querySelector("style").sheet.insertRule('@font-face { font-family: "Late one"; src: url(serif-bold.woff2) }');
    await document.fonts.load('22px "Late one"');
  });
  await page.waitForTimeout(800);
}
