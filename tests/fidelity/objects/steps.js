/** What happens on the page. */
export default async function steps(page, compared) {
  await compared();
  await page.evaluate(() => {
    document.querySelector("#late").src = "b.svg";
    document.querySelector("object.ring").data = "a.svg";
    document.querySelector("#plain").style = "float: left; margin: 10px; width: 80px; border: 3px solid";
    document.querySelector("object.wide").className = "ring";
  });
  // Sizes are looked for, as no event tells of them.
  await page.waitForTimeout(1500);
}
