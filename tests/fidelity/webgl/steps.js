/** What happens on the page. */
export default async function steps(page) {
  await page.evaluate(() => {
    // Drawn once, from an event and not in a frame of animation.
    /** @type {any} */ (window).eval("seldom(0.9, 0.1, 0.5); last();");
  });
  // Long enough for the loop that ends to end, and for a look at what is left of it.
  await page.waitForTimeout(2_500);
}
