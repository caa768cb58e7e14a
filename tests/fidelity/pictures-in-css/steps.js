/** What happens on the page. */
export default async function steps(page) {
  await page.evaluate(() => {
    document.querySelector(".set").style.backgroundSize = "20px";
    document.querySelector("use").setAttribute("href", "sprite.svg#star");
  });
}
