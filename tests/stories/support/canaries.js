// Secrets, one planted in every place of a page that can carry text. Owns the list of places, how a secret gets there, and how
// one is found again; what masks them is each test's.

/** What every secret begins with; its number says which place it was planted in. */
export const CANARY = "kanari";

/**
 * A place is HTML, in which `$` is the secret, or a function that puts it there. Functions run in the page.
 * @typedef {string | ((area: HTMLElement, secret: string) => unknown)} Place
 */

/** Places that are masked wherever they stand. @type {Record<string, Place>} */
export const ALWAYS = {
  "comment": "<!-- $ -->",
  "template's content": "<template><p>$</p></template>",
  "noscript": "<noscript>$</noscript>",
  "script with data": `<script type="application/json">{"a":"$"}</script>`,
  "attribute of a script": `<script type="application/json" data-config="$"></script>`,
  "meta content": `<meta name="user" content="$">`,
  "handler attribute": `<i onclick="track('$')">i</i>`,
  "link's address": `<a href="/reset/$">reset</a>`,
  "link's query": `<a href="/reset?token=$">reset</a>`,
  "address for pings": `<a ping="/seen/$">a</a>`,
  "form's action": `<form action="/do/$"></form>`,
  "button's formaction": `<form><button formaction="/do/$">Do</button></form>`,
  "button's value": `<button value="$">Go</button>`,
  "frame's name": `<iframe name="$"></iframe>`,
  "frame's srcdoc attribute": `<iframe sandbox srcdoc="<p>$</p>"></iframe>`,
  "frame's address": `<iframe sandbox src="/blank?$"></iframe>`,
  "object's data": `<object data="/blank?$"></object>`,
  "parameter": `<object><param name="a" value="$"></object>`,
  "embedded address": `<embed src="/blank?$">`,
  "input text": `<input value="$">`,
  "input search": `<input type="search" value="$">`,
  "input tel": `<input type="tel" value="$">`,
  "input url": `<input type="url" value="https://a.example/$">`,
  "input email": `<input type="email" value="$@a.example">`,
  "input password": `<input type="password" value="$">`,
  "attributes of a password": `<input type="password" title="$" data-a="$" aria-label="$">`,
  "input hidden": `<input type="hidden" value="$">`,
  "attributes of a hidden input": `<input type="hidden" data-a="$" title="$">`,
  "input checkbox": `<input type="checkbox" value="$">`,
  "input radio": `<input type="radio" value="$">`,
  "input of an unknown type": `<input type="secret" value="$">`,
  "card number": `<input autocomplete="cc-number" value="$">`,
  "one-time code": `<input autocomplete="one-time-code" value="$" title="$">`,
  "autofilled name": `<input autocomplete="name" value="$">`,
  "textarea": `<textarea>$</textarea>`,
  "option's label": `<select><option>$</option></select>`,
  "option's value": `<select><option value="$">one</option></select>`,
  "option's label attribute": `<select><option label="$">one</option></select>`,
  "datalist": `<datalist><option value="$">$</option></datalist>`,
  "editable text": `<p contenteditable>$</p>`,
  "editable, plain text only": `<p contenteditable="plaintext-only">$</p>`,
  "value set by script": (area, secret) => {
    area.appendChild(document.createElement("input")).value = secret;
  },
  "textarea's value set by script": (area, secret) => {
    area.appendChild(document.createElement("textarea")).value = secret;
  },
  "default value set by script": (area, secret) => {
    area.appendChild(document.createElement("input")).defaultValue = secret;
  },
  "typed, then cleared": (area, secret) => {
    const field = area.appendChild(document.createElement("input"));
    field.setAttribute("value", secret);
    field.value = secret;
    field.value = "";
  },
  "password that is shown": (area, secret) => {
    const field = Object.assign(document.createElement("input"), { type: "password", value: secret });
    area.append(field);
    setTimeout(() => (field.type = "text"));
  },
  "history's state": (_, secret) => history.replaceState({ secret }, ""),
  "window's name": (_, secret) => {
    window.name = secret;
  },
  "query of the page's address": (_, secret) => history.replaceState(null, "", `?token=${secret}`),
  "fragment of the page's address": (_, secret) => history.replaceState(null, "", `${location.search}#${secret}`),
  "cookie and storage": (_, secret) => {
    document.cookie = `secret=${secret}`;
    sessionStorage.setItem("secret", secret);
  },
};

/** Places that are masked where their surroundings are. @type {Record<string, Place>} */
export const WITHIN = {
  "text": "<p>$</p>",
  "text deep down": "<div><ul><li><b><i>$</i></b></li></ul></div>",
  "text that does not show": "<p hidden>$</p><p style='display: none'>$</p>",
  "preformatted text": "<pre>$\n  $</pre>",
  "heading": "<h2>$</h2>",
  "label": "<label>$ <input></label>",
  "legend": "<fieldset><legend>$</legend></fieldset>",
  "table's caption": "<table><caption>$</caption></table>",
  "table cell": "<table><tr><td>$</table>",
  "heading's abbreviation": `<table><tr><th abbr="$">h</th></table>`,
  "figure's caption": "<figure><figcaption>$</figcaption></figure>",
  "output": "<output>$</output>",
  "button's label": "<button>$</button>",
  "details' summary": "<details><summary>$</summary></details>",
  "closed details": "<details><summary>more</summary>$</details>",
  "dialog": "<dialog open>$</dialog>",
  "closed dialog": "<dialog>$</dialog>",
  "popover": "<div popover>$</div>",
  "ruby": "<ruby>a<rt>$</rt></ruby>",
  "time": `<time datetime="$">then</time>`,
  "data's value": `<data value="$">it</data>`,
  "progress": `<progress value="0.5">$</progress>`,
  "meter": `<meter value="0.5" title="$">$</meter>`,
  "marquee": "<marquee>$</marquee>",
  "title attribute": `<p title="$">a</p>`,
  "image's alternative": `<img alt="$">`,
  "image's address": `<img src="/pixel.png?$" alt="">`,
  "image's srcset": `<img srcset="/pixel.png?$ 2x" alt="">`,
  "picture's source": `<picture><source srcset="/pixel.png?$"><img alt=""></picture>`,
  "video's poster": `<video poster="/pixel.png?$" width="20" height="20"></video>`,
  "video's address": `<video src="/none.mp4?$" title="$"></video>`,
  "track's label": `<video><track label="$" src="/none.vtt?$"></video>`,
  "map's area": `<map name="$"><area alt="$" title="$" href="/a/$"></map>`,
  "aria-label": `<p aria-label="$">a</p>`,
  "aria-description": `<p aria-description="$" aria-roledescription="$">a</p>`,
  "aria-valuetext": `<p role="slider" aria-valuetext="$" aria-valuenow="5">a</p>`,
  "data attribute": `<p data-customer="$">a</p>`,
  "attribute that nobody knows": `<p customer="$">a</p>`,
  "custom element's attribute": `<x-card customer="$" data-a="$" label="$">a</x-card>`,
  "microdata": `<p itemid="$" itemprop="$" content="$">a</p>`,
  "cite": `<blockquote cite="/$">a</blockquote><del cite="/$" datetime="$">a</del>`,
  "download": `<a download="$" target="$" rel="$">a</a>`,
  "placeholder": `<input placeholder="$"><textarea placeholder="$"></textarea>`,
  "field's name, pattern and limits": `<input name="$" pattern="$" min="$" max="$" list="$">`,
  "optgroup's label": `<select><optgroup label="$"><option>a</option></optgroup></select>`,
  "input button": `<input type="button" value="$">`,
  "input submit": `<input type="submit" value="$">`,
  "input reset": `<input type="reset" value="$">`,
  "input image": `<input type="image" alt="$" src="/pixel.png?$">`,
  "style attribute's custom property": `<p style="--name: '$'; color: red">a</p>`,
  "style attribute's address": `<p style="background: url('/pixel.png?$')">a</p>`,
  "misspelt mark": `<p data-alongside="$">$</p>`,
  "object's picture": `<object data="/pixel.png?$" type="image/png" style="--a: '$'"></object>`,
  "embedded picture": `<embed src="/pixel.png?$" style="--a: '$'">`,
  "svg text": `<svg><text>$</text></svg>`,
  "svg title and description": `<svg><title>$</title><desc>$</desc><metadata>$</metadata></svg>`,
  "svg link": `<svg><a xlink:href="/$" xlink:title="$"><text>$</text></a></svg>`,
  "svg image": `<svg><image href="/pixel.png?$" width="5" height="5"/></svg>`,
  "svg use": `<svg><use href="/sprite.svg?$#a"/></svg>`,
  "svg style": `<svg><style>text::after { content: "$" }</style></svg>`,
  "foreign object": `<svg><foreignObject><p>$</p></foreignObject></svg>`,
  "mathml": `<math><mtext>$</mtext><ms lquote="$">a</ms><semantics><mi>a</mi><annotation>$</annotation></semantics></math>`,
  "content in a style": `<style>.a1::after { content: "$" }</style><i class="a1"></i>`,
  "content with brackets and semicolons": `<style>.a2::after { content: "a; } $" "b\\" ; $" }</style><i class="a2"></i>`,
  "content in nested rules": `<style>@media all { @supports (color: red) { .a3 { &::after { content: "$" } } } }</style>`,
  "custom property in a style": `<style>.a4 { --name: "$" }</style>`,
  "address in a style": `<style>.a5 { background: url("/pixel.png?$"); list-style-image: url(/pixel.png?$) }</style>`,
  "selector in a style": `<style>[data-customer="$"], [title~="$"] { color: red }</style>`,
  "comment in a style": `<style>/* $ */ .a6 { --b: /* $ */ 1 }</style>`,
  "counter style": `<style>@counter-style a { system: cyclic; symbols: "$"; suffix: "$" }</style>`,
  "content of a sheet outside": (area, secret) => {
    area.insertAdjacentHTML("beforeend", `<i class="b1"></i>`);
    document.head.insertAdjacentHTML("beforeend", `<style>.b1::after { content: "${secret}; ${secret}" }</style>`);
  },
  "content of a linked sheet": (area, secret) => {
    area.insertAdjacentHTML("beforeend", `<i class="b2"></i>`);
    return new Promise((resolve, reject) => {
      const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href: `/canary.css?content=${secret}` });
      Object.assign(link, { onload: resolve, onerror: reject });
      document.head.append(link);
    });
  },
  "content of an adopted sheet": (area, secret) => {
    area.insertAdjacentHTML("beforeend", `<i class="b3"></i>`);
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`.b3::before { content: "a" / "${secret}" }`);
    document.adoptedStyleSheets.push(sheet);
  },
  "content of an inserted rule": (area, secret) => {
    area.insertAdjacentHTML("beforeend", `<i class="b4"></i>`);
    const style = document.head.appendChild(document.createElement("style"));
    style.sheet?.insertRule(`@layer a { .b4::before { content: '${secret}' } }`);
  },
  "custom property of a sheet outside": (area, secret) => {
    area.insertAdjacentHTML("beforeend", `<i class="b5"></i>`);
    document.head.insertAdjacentHTML("beforeend", `<style>.b5::before { content: var(--b5) } :root { --b5: "${secret}" }</style>`);
  },
  "markers and quotes of a sheet outside": (area, secret) => {
    area.insertAdjacentHTML("beforeend", `<ul class="b6"><li>a</li></ul><q class="b6">b</q>`);
    const rules = `li { list-style-type: "${secret}" } .b6 { quotes: "${secret}" "b" } @counter-style b6 { system: cyclic; symbols: "${secret}" }`;
    document.head.insertAdjacentHTML("beforeend", `<style>${rules} @property --b6 { syntax: "*"; inherits: true; initial-value: "${secret}" }</style>`);
  },
  "shadow root": (area, secret) => {
    const host = area.appendChild(document.createElement("div"));
    host.attachShadow({ mode: "open" }).innerHTML = `<p title="${secret}">${secret}</p><slot name="a">${secret}</slot>`;
    host.insertAdjacentHTML("beforeend", `<b slot="a">${secret}</b>`);
  },
  "shadow root in a shadow root": (area, secret) => {
    const outer = area.appendChild(document.createElement("div")).attachShadow({ mode: "open" });
    const inner = outer.appendChild(document.createElement("section")).attachShadow({ mode: "open" });
    inner.innerHTML = `<style>i::after { content: "${secret}" }</style><p>${secret}<i></i></p>`;
  },
  "sheet that a shadow root adopted": (area, secret) => {
    const root = area.appendChild(document.createElement("div")).attachShadow({ mode: "open" });
    root.innerHTML = "<i>a</i>";
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`i::after { content: "${secret}"; --a: "${secret}" }`);
    root.adoptedStyleSheets = [sheet];
  },
  "frame of the same origin": (area, secret) =>
    new Promise((resolve) => {
      const frame = Object.assign(document.createElement("iframe"), { src: `/inside?${secret}` });
      frame.onload = () => {
        const inside = /** @type {Document} */ (frame.contentDocument);
        inside.title = secret;
        inside.body.innerHTML = `<p title="${secret}">${secret}</p><input placeholder="${secret}">`;
        resolve(undefined);
      };
      area.append(frame);
    }),
  "frame with a srcdoc": (area, secret) =>
    new Promise((resolve) => {
      const frame = document.createElement("iframe");
      frame.srcdoc = `<title>${secret}</title><style>p::after { content: "${secret}" }</style><p>${secret}</p>`;
      frame.onload = resolve;
      area.append(frame);
    }),
  "document's title": (_, secret) => {
    document.title = secret;
  },
  "text of several nodes": (area, secret) => {
    area.appendChild(document.createElement("p")).append("a ", secret, " b ", secret);
  },
  "keyframes of an animation": (area, secret) => {
    const animated = area.appendChild(document.createElement("p"));
    const values = { content: [`"${secret}"`, `"${secret}"`], "--name": [secret, `"${secret}"`], color: ["red", `var(--${secret})`], opacity: [0, 1] };
    for (const pseudoElement of ["", "::after"]) {
      animated.animate(/** @type {any} */ (values), { duration: 1e7, fill: "both", id: secret, pseudoElement: pseudoElement || null });
    }
  },
  "cell of a table made by script": (area, secret) => {
    const table = area.appendChild(document.createElement("table"));
    table.insertRow().insertCell().textContent = secret;
    table.createCaption().textContent = secret;
  },
  "button's tooltip and name": (area, secret) => {
    area.append(Object.assign(document.createElement("button"), { title: secret, name: secret, ariaLabel: secret, textContent: "Go" }));
  },
};

/** What becomes secret, or changes, after the page was first told. @type {Record<string, Place>} */
export const LATER = {
  "text added later": (area, secret) => area.append(secret),
  "text changed later": (area, secret) => {
    const text = document.createTreeWalker(area, NodeFilter.SHOW_TEXT).nextNode();
    if (text) text.nodeValue = secret;
  },
  "element added later": (area, secret) => area.insertAdjacentHTML("beforeend", `<p title="${secret}">${secret}</p>`),
  "attributes added later": (area, secret) => {
    const element = area.querySelector("p") ?? area;
    for (const name of ["title", "aria-label", "data-late", "style", "alt", "customer"]) element.setAttribute(name, `--a: '${secret}'`);
  },
  "attribute of the masked element itself": (area, secret) => area.setAttribute("data-late", secret),
  "value changed later": (area, secret) => {
    for (const field of area.querySelectorAll("input, textarea")) {
      try {
        /** @type {HTMLInputElement} */ (field).value = secret;
      } catch {
        // A file's name cannot be set.
      }
    }
  },
  "value typed": (area, secret) => {
    const field = area.appendChild(document.createElement("input"));
    field.value = secret;
    field.dispatchEvent(new InputEvent("input", { bubbles: true }));
  },
  "field that becomes a button": (area, secret) => {
    const field = area.appendChild(document.createElement("input"));
    field.value = secret;
    setTimeout(() => (field.type = "button"));
  },
  "node moved into the masked place": (area, secret) => {
    const control = /** @type {Element} */ (document.getElementById("control"));
    const panel = control.appendChild(document.createElement("p"));
    area.append(panel);
    panel.title = panel.textContent = secret;
  },
  "document's title changed later": (_, secret) => {
    document.title = secret;
  },
  "animation begun later": (area, secret) => {
    area.animate(/** @type {any} */ ({ "--late": [secret, secret], content: [`"${secret}"`, "none"] }), { duration: 1, fill: "forwards" });
  },
  "option added later": (area, secret) => area.querySelector("select")?.append(new Option(secret, secret)),
  "rule inserted later": (_, secret) => {
    const sheet = [...document.styleSheets].find((sheet) => sheet.ownerNode?.nodeName === "STYLE");
    sheet?.insertRule(`.b1::before { content: "${secret}" }`);
  },
  "sheet adopted later": (_, secret) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`.b1 { content: "${secret}" }`);
    document.adoptedStyleSheets.push(sheet);
  },
  "shadow root attached later": (area, secret) => {
    const host = area.querySelector("h2") ?? area.appendChild(document.createElement("h2"));
    host.attachShadow({ mode: "open" }).innerHTML = `<p>${secret}</p>`;
  },
  "text in a shadow root changed later": (area, secret) => {
    for (const host of area.querySelectorAll("div")) host.shadowRoot?.append(secret);
  },
  "text in a frame changed later": (area, secret) => {
    for (const frame of area.querySelectorAll("iframe")) frame.contentDocument?.body?.append(secret);
  },
  "document written into a frame": (area, secret) => {
    const content = area.appendChild(document.createElement("iframe")).contentDocument;
    content?.open();
    content?.write(`<title>${secret}</title><p>${secret}</p>`);
    content?.close();
  },
  "tooltip of an image": (area, secret) => {
    for (const image of area.querySelectorAll("img")) Object.assign(image, { alt: secret, title: secret, src: `/pixel.png?late-${secret}` });
  },
};

/** The secrets' numbers, by place. */
const NUMBERS = new Map([...Object.keys(ALWAYS), ...Object.keys(WITHIN), ...Object.keys(LATER)].map((place, index) => [place, index]));

/** What the pages around the secrets ask for, by path. */
export const CANARY_PAGES = {
  "/inside": "<!doctype html><p>a</p>",
  "/blank": "<!doctype html>",
  "/canary.css": { type: "text/css", body: `.b2::after { content: "${secretOf("content of a linked sheet")}" }` },
};

/** How many places there are. */
export const PLACES = NUMBERS.size;

/** The secret of a place. @param {string} place */
export function secretOf(place) {
  return `${CANARY}${String(NUMBERS.get(place)).padStart(3, "0")}`;
}

/**
 * Plants secrets in an element of a page.
 * @param {import("@playwright/test").Page} page
 * @param {string} selector the element
 * @param {Record<string, Place>} places
 */
export async function plant(page, selector, places) {
  const area = await page.$(selector);
  if (!area) throw new Error(`no ${selector}`);
  for (const [name, place] of Object.entries(places)) {
    const secret = secretOf(name);
    if (typeof place === "string") {
      await area.evaluate((area, html) => area.insertAdjacentHTML("beforeend", html), place.replaceAll("$", secret));
    } else {
      await area.evaluate(/** @type {any} */ (place), secret);
    }
  }
}

/** The places whose secrets stand in bytes. @param {Iterable<Uint8Array | string>} found @returns {string[]} */
export function leaks(found) {
  /** @type {Set<string>} */
  const places = new Set();
  const names = [...NUMBERS.keys()];
  // Texts stand one behind the other without a space: another number may follow.
  for (const bytes of found) {
    const text = typeof bytes === "string" ? bytes : Buffer.from(bytes).toString("latin1");
    for (const [, number] of text.matchAll(new RegExp(`${CANARY}(\\d{3})`, "gi"))) places.add(names[Number(number)]);
    // A page may also write two bytes for each letter.
    if (text.replaceAll("\0", "").length < text.length / 2 && text.replaceAll("\0", "").includes(CANARY)) places.add("in UTF-16");
  }
  return [...places];
}

/** All that stands in a document, in the page: shadow roots, frames, values and sheets as well. Runs in the page. @param {Document | Element} root */
export function everything(root) {
  /** @type {string[]} */
  const parts = [];
  const walk = (/** @type {any} */ node) => {
    if (node.nodeType === 1) {
      parts.push(node.cloneNode(false).outerHTML, String(node.value ?? ""));
      if (node.sheet) for (const rule of node.sheet.cssRules) parts.push(rule.cssText);
      if (node.shadowRoot) walk(node.shadowRoot);
      if (node.contentDocument) walk(node.contentDocument);
    } else if (node.data) parts.push(node.data);
    for (const sheet of node.adoptedStyleSheets ?? []) for (const rule of sheet.cssRules) parts.push(rule.cssText);
    for (const child of node.childNodes) walk(child);
  };
  walk(root.ownerDocument ?? root);
  return parts.join("\n");
}
