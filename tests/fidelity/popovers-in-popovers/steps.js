/** What happens on the page. */
export default async function steps(page, both) {
  // The browser tells in a task of its own that something was opened, and that may come after a frame.
  const compared = async () => {
    await page.waitForTimeout(200);
    await both();
  };
  await page.evaluate(() => note.showPopover());
  await page.click("#first");
  await page.click("#second");
  await compared();
  await page.evaluate(() => {
    modal.showModal();
    within.showPopover();
  });
  await compared();
  // What is moved has left the top layer, and no event tells.
  await page.evaluate(() => modal.append(note));
  await compared();
  await page.evaluate(() => {
    note.showPopover();
    within.popover = "manual";
    menu.remove();
  });
  await compared();
  // Moved and shown in one moment.
  await page.evaluate(() => {
    modal.close();
    document.body.append(note);
    note.showPopover();
  });
  await compared();
  await page.evaluate(() => modal.prepend(note));
  await page.waitForTimeout(200);
}
