/** What happens on the page. */
export default async function steps(page) {
  await page.evaluate(() => {
    document.querySelector("use").setAttribute("fill", "purple");
    const circle = document.createElementNS("http://www.w3.org/2000/svg", "circle");
    for (const [name, value] of Object.entries({ cx: 200, cy: 130, r: 20, fill: "none", stroke: "red", "stroke-width": 4 })) {
      circle.setAttribute(name, String(value));
    }
    document.querySelector("svg").append(circle);
    document.querySelector("mn").textContent = "42";
  });
}
