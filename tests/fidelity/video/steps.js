/** What happens on the page. */
export default async function steps(page) {
  await page.evaluate(async () => {
    // A constant of the page's script is no property of its window.
    await (0, eval)("loaded");
    const moved = document.querySelector("#moved");
    await moved.play();
    await new Promise((resolve) => setTimeout(resolve, 500));
    moved.pause();
    const seeked = new Promise((resolve) => (moved.onseeked = resolve));
    moved.currentTime = 0.5;
    await seeked;
  });
  // What moved is exact again when it has been at rest for a while.
  await page.waitForTimeout(2_500);
}
