/** What happens on the page. */
export default async function steps(page) {
  await page.evaluate(() => {
    const card = document.querySelector("x-card");
    card.shadowRoot.append("appended in the shadow");
    card.shadowRoot.adoptedStyleSheets[0].insertRule("h3 { letter-spacing: 3px }");
    card.append(document.createElement("x-badge"));
    document.querySelector("#declared").shadowRoot.querySelector("p").textContent = "changed";
  });
}
