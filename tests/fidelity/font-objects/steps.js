/** What happens on the page. */
export default async function steps(page) {
  await page.evaluate(async () => {
    await (0, eval)("loaded");
    for (const face of document.fonts) if (face.family.includes("away")) document.fonts.delete(face);
  });
  await page.waitForTimeout(1_200);
}
