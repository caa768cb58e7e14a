/** What happens on the page. */
export default async function steps(page) {
  await page.evaluate(() => {
    /** @type {any} */ (window).draw("late", 200);
    const turned = document.querySelector("#turned").getContext("2d");
    turned.clearRect(0, 0, 40, 50);
    turned.fillRect(0, 0, 1, 1);
    document.querySelector("#wide").style.outline = "3px dashed green";
    document.querySelector("#gone").hidden = false;
    document.querySelector("#padded").style.width = "150px";
    const made = document.body.appendChild(document.createElement("canvas"));
    made.width = 30;
    made.getContext("2d").fillRect(5, 5, 20, 60);
  });
}
