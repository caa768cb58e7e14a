/** What happens on the page. */
export default async function steps(page, compared) {
  await compared();
  await page.evaluate(() => {
    const place = document.querySelector("#place");
    place.append(document.createElement("price"), document.createElementNS("urn:shop", "card"));
    place.firstElementChild.append("€ 5");
    place.lastElementChild.append("of another vocabulary");
    document.querySelector("#first").append(document.querySelector("x"));
  });
}
