/** What happens on the page. */
export default async function steps(page) {
  await page.evaluate(() => {
    const root = document.querySelector("#host").shadowRoot;
    root.querySelector("#inner").shadowRoot.querySelector("canvas").getContext("2d").fillRect(80, 0, 20, 40);
    const late = root.appendChild(document.createElement("canvas"));
    late.getContext("2d").strokeRect(20, 20, 100, 50);
  });
}
