/** What happens on the page. */
export default async function steps(page) {
  await page.evaluate(() => {
    document.querySelector("#later").sheet.disabled = true;
    document.querySelector("#by-script").sheet.media.mediaText = "screen";
    document.querySelector("#paper").media = "all";
    document.querySelector("#off").disabled = false;
    document.querySelector("#narrow").media = "print";
    // The way of a style switcher.
    for (const link of document.querySelectorAll("link[title]")) {
      link.disabled = true;
      link.disabled = link.title !== "Dim";
    }
    document.adoptedStyleSheets[1].media.appendMedium("screen");
  });
  await page.waitForTimeout(1_000);
}
