/** What happens on the page. */
export default async function steps(page, compared) {
  await compared();
  await page.evaluate(() => {
    const host = document.querySelector("hand-made");
    host.shadowRoot.querySelector("#y").assign(host.querySelector("b"), host.lastChild);
    host.shadowRoot.querySelector("#x").assign();
  });
  await compared();
  // A slot and what it shows come in the same moment; another slot goes, and comes again with what it had.
  await page.evaluate(() => {
    const host = document.querySelector("hand-made");
    const slot = Object.assign(document.createElement("slot"), { textContent: "nothing", className: "late" });
    const added = Object.assign(document.createElement("b"), { textContent: "added" });
    host.prepend(added);
    host.shadowRoot.querySelector("#x").before(slot);
    slot.assign(added, host.querySelector("u"));
    const y = host.shadowRoot.querySelector("#y");
    y.remove();
    host.shadowRoot.append(y);
  });
  await compared();
  // Nothing is moved, and no mutation tells.
  await page.evaluate(() => {
    const host = document.querySelector("hand-made");
    host.shadowRoot.querySelector("slot.late").assign(host.querySelector("i"), host.lastChild);
  });
}
