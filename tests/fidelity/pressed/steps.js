/** What happens on the page: the last of it is what is compared. */
export default async function steps(page, compared) {
  await page.focus("#key");
  await page.keyboard.down(" ");
  await compared();
  await page.keyboard.up(" ");
  await page.hover("a");
  await page.mouse.down();
  await compared();
  await page.mouse.move(4, 400);
  await compared();
  await page.mouse.up();
  await compared();
  await page.hover("b");
  await page.mouse.down();
}
