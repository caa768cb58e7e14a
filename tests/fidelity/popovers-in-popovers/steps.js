/** What happens on the page. */
export default async function steps(page, both) {
  await page.evaluate(() => note.showPopover());
  await page.click("#first");
  await page.click("#second");
  await both();
  await page.evaluate(() => {
    modal.showModal();
    within.showPopover();
  });
  await both();
  // What is moved has left the top layer, and no event tells.
  await page.evaluate(() => modal.append(note));
  await both();
  await page.evaluate(() => {
    note.showPopover();
    within.popover = "manual";
    menu.remove();
  });
  await both();
  // Moved and shown in one moment.
  await page.evaluate(() => {
    modal.close();
    document.body.append(note);
    note.showPopover();
  });
  await both();
  await page.evaluate(() => modal.prepend(note));
}
