// What an agent does sends what the shopper's own mouse and keyboard would have sent: compared event by event, on a bare page.
import { expect, test } from "@playwright/test";

import { act, assist, click, grant, onBarePage } from "./support/assist-site.js";

const bare = onBarePage();

/** What the events of the page were, each as a line. @param {import("@playwright/test").Page} page @param {string} ids */
function listen(page, ids) {
  return page.evaluate((ids) => {
    /** @type {string[]} */
    const lines = [];
    const types = `pointerover pointerenter pointerout pointerleave pointermove pointerdown pointerup mouseover mouseenter mouseout mouseleave mousemove
      mousedown mouseup click dblclick focus focusin blur focusout keydown keypress keyup beforeinput input change submit toggle`.split(/\s+/);
    for (const type of types) {
      const note = (/** @type {any} */ event) => {
        const { id, localName } = event.composedPath()[0];
        if (!ids.includes(id || localName)) return;
        const { detail, button, buttons, pointerType, isPrimary, key, code, keyCode, data, inputType, bubbles, cancelable, composed } = event;
        const place = event.clientX === undefined ? [] : [Math.round(event.clientX), Math.round(event.clientY)];
        const facts = { detail, button, buttons, pointerType, isPrimary, key, code, keyCode, data, inputType, bubbles, cancelable, composed, place };
        lines.push(`${type} ${id || localName} ${JSON.stringify(facts)}`);
      };
      document.addEventListener(type, note, true);
    }
    Object.assign(window, { lines_: lines });
  }, ids.split(" "));
}
/** What the page has heard since, with what the browser tells in a task of its own (`toggle`). @param {import("@playwright/test").Page} page */
const heard = (page) =>
  page.evaluate(async () => {
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 20)));
    return /** @type {any} */ (window).lines_.splice(0);
  });

/** The same done by hand and by an agent, each on a fresh page. @param {import("@playwright/test").Page} page @param {string} ids @param {(() => Promise<any>)[]} ways */
async function compare(page, ids, [byHand, byAgent]) {
  await listen(page, ids);
  await byHand();
  const expected = await heard(page);
  await page.goto(`${bare.origin}/page`);
  await assist(page);
  await grant(page, ["scroll", "click", "type", "navigate"]);
  await page.mouse.move(1, 690);
  await listen(page, ids);
  expect(await byAgent()).toBe("done");
  expect(await heard(page)).toEqual(expected);
  expect(expected.length).toBeGreaterThan(3);
}

test("a click sends what a real one sends, in its order: button, checkbox, label, summary, link", async ({ page }) => {
  for (const id of ["add", "gift", "gift-label", "summary", "here"]) {
    await page.goto(`${bare.origin}/page`);
    await page.mouse.move(1, 690);
    const at = await page.locator(`#${id}`).boundingBox();
    const byHand = () => page.mouse.click(at.x + at.width / 2, at.y + at.height / 2);
    await compare(page, `${id} gift details form`, [byHand, () => act(page, click(`#${id}`))]);
  }
});

test("a double click does as well", async ({ page }) => {
  await page.mouse.move(1, 690);
  const at = await page.locator("#scroller").boundingBox();
  await compare(page, "p", [() => page.mouse.dblclick(at.x + 6, at.y + at.height / 2), () => act(page, { kind: "click", double: true, at: { node: "#scroller", x: 200, y: 5_000 } })]);
});

test("typing sends what a keyboard sends, in its order, and Enter sends the form", async ({ page }) => {
  const byHand = async () => {
    await page.locator("#name").focus();
    await page.keyboard.type("Ab 1");
    await page.keyboard.press("Backspace");
    await page.keyboard.press("Home");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Delete");
  };
  await compare(page, "name form add", [byHand, async () => {
    await act(page, { kind: "type", node: "#name", text: "Ab 1" });
    for (const key of ["backspace", "home", "arrow_right", "delete"]) var last = await act(page, { kind: "press", node: "#name", key });
    return last;
  }]);
  await expect(page.locator("#name")).toHaveValue("A ");
  expect(await act(page, { kind: "press", node: "#name", key: "enter" })).toBe("done");
  await expect(page).toHaveTitle("sent");
});
