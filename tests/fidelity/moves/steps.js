/** What happens on the page. */
export default async function steps(page, compared) {
  await page.evaluate(() => {
    const [list, from, to] = ["#list", "#from", "#to"].map((selector) => document.querySelector(selector));
    // Keeps a frame's document and a field's state.
    const move = (parent, node, before) => (parent.moveBefore ? parent.moveBefore(node, before) : parent.insertBefore(node, before));
    from.querySelector("input").checked = true;
    move(list, list.lastElementChild, list.firstElementChild);
    move(to, from.querySelector("input"), null);
    move(to, from.querySelector("iframe"), null);
  });
  await page.waitForTimeout(500);
  await compared();
  await page.evaluate(() => {
    const [list, text] = ["#list", "#text"].map((selector) => document.querySelector(selector));
    const range = new Range();
    range.selectNodeContents(text.querySelector("b"));
    range.surroundContents(document.createElement("mark"));
    text.firstChild.splitText(2);
    list.children[1].replaceWith("a text", document.createElement("hr"), list.firstElementChild);
    for (let time = 0; time < 20; time++) {
      list.insertAdjacentHTML("afterbegin", `<li>${time}</li>`);
      list.append(list.firstChild.cloneNode(true), list.children[1]);
    }
    list.replaceChildren(...[...list.children].reverse().slice(0, 9));
    text.outerHTML = "<h2>a heading</h2>";
  });
}
