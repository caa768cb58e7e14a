/** What happens on the page. */
export default async function steps(page) {
  await page.evaluate(() => {
    let place = document.querySelector("#deep");
    for (let level = 0; level < 300; level++) {
      const next = document.createElement("div");
      next.className = "deep";
      place.append(next);
      place = next;
    }
    place.append("the bottom");
    document.querySelector("#many").append("one ", "two ", "", "three ", document.createElement("br"), "four");
    document.querySelector("pre").normalize();
    document.body.append(document.createComment("never seen"), document.createTextNode("  "));
  });
}
