/** What happens on the page. */
export default async function steps(page, compared) {
  await compared();
  await page.locator("#mail").pressSequentially(" no address");
  await page.locator("#digits").pressSequentially(" letters");
  await page.locator("#digits").blur();
  await page.mouse.move(0, 0);
  await compared();
  await page.evaluate(() => {
    document.querySelector("#mail").value = "c@d.example";
    document.querySelector("#long").setCustomValidity("No.");
    document.querySelector("#choice").selectedIndex = 1;
    document.querySelector("#digits").remove();
  });
}
