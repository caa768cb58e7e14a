// The panel on a page of a test's own, with the relay's side of its line in the test's hands: every state that a relay can bring
// about, at once. What relay and panel make of each other is for the stories with a real relay.
import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { ROOT, serve } from "./static-server.js";

const SITE = "pk_panel";

/** Arabic where the page is: names, and what people say. @type {Record<"en" | "ar", Record<string, string>>} */
export const SAID = {
  en: {
    agent: "Milan",
    colleague: "Ana Sousa",
    question: "Hello! Do the trail runners come in blue and white?",
    answer: "They do! In sizes 38 to 46. Have a look: https://shop.example/trail-runner?color=blue",
    thanks: "Great, thank you",
    more: "Could you also tell me how they fit? I have rather wide feet.",
    greeting: "Hello! What can we do for you?",
    shop: "Trailhead Outfitters",
  },
  ar: {
    agent: "ميلان",
    colleague: "آنا سوزا",
    question: "مرحبًا! هل يتوفر حذاء الجري باللونين الأزرق والأبيض؟",
    answer: "نعم! بالمقاسات 38 إلى 46. ألقِ نظرة: https://shop.example/trail-runner?color=blue",
    thanks: "رائع، شكرًا لك",
    more: "وهل يمكنك أن تخبرني كيف يكون المقاس؟ قدمي عريضة نوعًا ما.",
    greeting: "مرحبًا! كيف يمكننا مساعدتك؟",
    shop: "متجر الدروب",
  },
};

/** @typedef {"visitor" | "agent" | "system"} By */

/**
 * @typedef {object} Panel
 * @property {import("@playwright/test").Page} page
 * @property {Record<string, string>} words what people say, in the page's language
 * @property {any[]} heard what the widget has said
 * @property {(frame: object) => void} say what the widget is to hear
 * @property {(by: By, body: string, more?: object) => void} message a message that is stored
 * @property {() => void} hangUp ends the line; the next ones, too
 * @property {() => Promise<void>} open opens the panel, and waits until the relay has welcomed it
 */

/** What the messages of the conversation are sent at, in ms since 1970 UTC: every picture is of the same day. */
const NOON = Date.UTC(2026, 10, 3, 12, 0, 0);

/**
 * A shop's page with the script tag on it.
 * @param {"en" | "ar"} language of page and people
 * @param {Record<string, any>} answer more of the boot answer
 * @param {string} html attributes of the page
 * @param {string} script attributes of the script tag
 */
async function shop(language, answer, html, script) {
  const words = SAID[language];
  const settings = { name: words.shop, greeting: words.greeting, accent: "#3b5bdb", contact: "mailto:help@shop.example" };
  const boot = { masking: {}, options: {}, ...answer, settings: { ...settings, ...answer.settings } };
  return serve({
    "/": `<!doctype html><html ${html}><title>${words.shop}</title>
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <style>body { margin: 24px; font: 16px/1.5 system-ui, sans-serif; color-scheme: light dark; background: Canvas; color: CanvasText }</style>
      <main><h1>${words.shop}</h1><p>${words.more}</p><button id="own">${words.thanks}</button></main>
      <script src="/alongside.js" data-site="${SITE}" ${script} data-contact="mailto:help@shop.example" data-open-root></script>`,
    "/alongside.js": { type: "text/javascript", body: await readFile(join(ROOT, "dist/embed/alongside.js")) },
    [`/api/v1/sites/${SITE}/boot`]: { type: "application/json", body: JSON.stringify(boot) },
  });
}

/**
 * @param {import("@playwright/test").Browser} browser
 * @param {{ language?: "en" | "ar", html?: string, script?: string, answer?: object, transcript?: object, context?: import("@playwright/test").BrowserContextOptions,
 *   before?: (page: import("@playwright/test").Page) => Promise<unknown> }} [options]
 * @returns {Promise<Panel & { requests: string[], close: () => Promise<void> }>}
 */
export async function standPanel(browser, options = {}) {
  const { language = "en", answer = {}, transcript, context: look, before, script = "" } = options;
  const { html = language === "ar" ? 'lang="ar" dir="rtl"' : 'lang="en"' } = options;
  const server = await shop(language, answer, html, script);
  const context = await browser.newContext({ reducedMotion: "reduce", timezoneId: "UTC", ...look });
  const page = await context.newPage();
  await page.clock.setFixedTime(NOON + 60_000);
  /** @type {any[]} */
  const heard = [];
  /** @type {import("@playwright/test").WebSocketRoute | undefined} */
  let line;
  let seq = 0;
  let isUp = true;
  const say = (/** @type {object} */ frame) => line?.send(JSON.stringify(frame));
  await page.routeWebSocket(/visitor\/socket/, (socket) => {
    if (!isUp) return void socket.close({ code: 1001 });
    line = socket;
    socket.onMessage((message) => {
      const frame = typeof message === "string" ? JSON.parse(message) : { type: "recorded" };
      heard.push(frame);
      if (frame.type === "ping") say({ type: "pong" });
      if (frame.type !== "hello") return;
      const nothing = { conversation: null, epoch: "e", whole: true, messages: [], read_by_visitor: 0, read_by_agent: 0 };
      say({ type: "welcome", protocol: 1, visitor: "v", token: "t", transcript: { ...nothing, ...transcript }, agents: [SAID[language].agent] });
    });
  });
  // What stands in closed roots is to be seen, by axe and by the test.
  await page.addInitScript(() => {
    const attach = Element.prototype.attachShadow;
    Element.prototype.attachShadow = function (options) {
      return attach.call(this, { ...options, mode: "open" });
    };
  });
  await before?.(page);
  await page.goto(server.origin);
  return {
    page,
    requests: server.requests,
    words: SAID[language],
    heard,
    say,
    message: (by, body, more = {}) => {
      const author = by === "agent" ? { kind: by, name: SAID[language].agent } : { kind: by };
      seq++;
      say({ type: "message", message: { seq, client_id: `m${seq}`, author, body, sent_at_ms: NOON + seq * 1_000, ...more } });
    },
    hangUp: () => {
      isUp = false;
      line?.close({ code: 1001 });
    },
    open: async () => {
      if (await page.locator(".panel").isVisible()) return;
      await page.locator(".launcher").click();
      await page.locator(".panel").waitFor();
      while (!heard.some(({ type }) => type === "hello")) await page.waitForTimeout(20);
    },
    close: async () => {
      await context.close();
      await server.close();
    },
  };
}
