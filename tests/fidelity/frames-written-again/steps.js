/** What happens on the page. */
export default async function steps(page, compared) {
  await page.evaluate(async () => {
    const { contentDocument } = document.querySelector("#often");
    for (let time = 0; time < 5; time++) {
      contentDocument.open();
      contentDocument.write(`<!doctype html><body style="background: #${time}${time}f">written ${time}`);
      contentDocument.close();
    }
    // Not closed: more is written later.
    document.querySelector("#open").contentDocument.write("an open <b>end");
    const arrivals = [];
    for (let number = 0; number < 20; number++) {
      const frame = document.createElement("iframe");
      frame.srcdoc = `<p>${number}`;
      document.querySelector("#many").append(frame);
      if (number % 3) frame.remove();
      else arrivals.push(new Promise((resolve) => (frame.onload = resolve)));
    }
    await Promise.all(arrivals);
  });
  await compared();
  await page.evaluate(() => {
    document.querySelector("#open").contentDocument.write(" and more</b><p>a paragraph");
    const { contentDocument } = document.querySelector("#often");
    contentDocument.open();
    contentDocument.write("<table><tr><td>in quirks mode</table>");
    contentDocument.close();
  });
}
