// The co-browse engine alone, without relay and widget: a page that records itself, and a viewer of it in
// another tab. Frames go from one to the other through the test, which may cut, reorder or break them.
import { expect } from "@playwright/test";

/** @typedef {import("@playwright/test").Page} Page */

/** A page with a viewer and nothing else. */
export const VIEWER_PAGE = `<!doctype html><title>viewer</title>
  <style>html, body { margin: 0; height: 100% }</style><body></body>`;

/**
 * Begins to record a page; its frames wait in `window.frames_`.
 * @param {Page} page
 * @param {object} options more of them
 */
export async function record(page, options = {}) {
  await page.evaluate(async (options) => {
    // Not relative to what a page says is its base.
    const capture = await import(/** @type {any} */ (`${location.origin}/embed/capture.js`));
    await capture.default();
    /** @type {number[][]} */
    const frames = [];
    const recording = capture.record({ emit: (/** @type {Uint8Array} */ frame) => frames.push([...frame]), ...options });
    Object.assign(window, { frames_: frames, recording_: recording });
    await recording.flush();
  }, options);
}

/**
 * Takes the frames emitted so far, after all that changed was emitted.
 * @param {Page} page
 * @returns {Promise<Uint8Array[]>}
 */
export async function take(page) {
  const frames = await page.evaluate(async () => {
    const { recording_, frames_ } = /** @type {any} */ (window);
    await recording_.flush();
    return frames_.splice(0);
  });
  return frames.map((/** @type {number[]} */ frame) => Uint8Array.from(frame));
}

/** How often the recorder had to start over. @param {Page} page */
export function restarts(page) {
  return page.evaluate(() => /** @type {any} */ (window).recording_.restarts);
}

/** Opens a viewer in a page that shows `VIEWER_PAGE`. @param {Page} page */
export async function view(page) {
  await page.evaluate(async () => {
    const viewer = await import(/** @type {any} */ ("/viewer/viewer.js"));
    await viewer.default();
    Object.assign(window, { viewer_: new viewer.Viewer(document.body) });
  });
}

/**
 * Gives frames to a viewer; returns the reasons of those that were refused.
 * @param {Page} page
 * @param {Uint8Array[]} frames
 * @returns {Promise<string[]>}
 */
export async function push(page, frames) {
  return page.evaluate(async (frames) => {
    const { viewer_ } = /** @type {any} */ (window);
    const refused = [];
    for (const frame of frames) {
      try {
        viewer_.push(Uint8Array.from(frame));
      } catch (error) {
        refused.push(String(error));
      }
    }
    for (let waited = 0; !viewer_.document && waited < 5_000; waited += 20) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return refused;
  }, frames.map((frame) => [...frame]));
}

/**
 * Whether page and viewer have the same tree, but for what is meant to differ. Compares a serialisation of both
 * documents: elements, attributes, text, shadow roots, form state and scroll.
 * @param {Page} shopper
 * @param {Page} viewer
 */
export async function expectEqual(shopper, viewer) {
  const shown = await serialised(shopper, { in: "page" });
  const mirrored = await serialised(viewer, { in: "viewer" });
  expect(mirrored).toEqual(shown);
}

/**
 * @typedef {object} What
 * @property {"page" | "viewer" | "rrweb"} in whose document: the page's own, our viewer's, or that of rrweb's replayer
 * @property {string[]} [styles] properties of which every element's computed value is told
 * @property {boolean} [values] whether it is told how many words stand in text fields, which is all that masking leaves
 */

/** A document as lines of text. @param {Page} page @param {What} what @returns {Promise<string>} */
export function serialised(page, what) {
  return page.evaluate(serialise, what);
}

/** Runs in the page. @param {What} what */
function serialise(what) {
  const { viewer_, replayer_ } = /** @type {any} */ (window);
  const root = what.in === "page" ? document : what.in === "viewer" ? viewer_.document : replayer_.iframe.contentDocument;
  /** @type {string[]} */
  const lines = [];
  const skipped = new Set(["script", "noscript", "noembed", "noframes", "meta", "base", "link", "style", "template"]);
  const left = new Set(["src", "srcset", "href", "value", "style", "content", "action", "method", "target", "sizes", "loading", "poster", "checked", "selected",
    "srcdoc", "sandbox", "allow", "alongside-unseen"]);

  /** @param {any} node @param {string} indent */
  const walk = (node, indent) => {
    if (node.nodeType === 3 || node.nodeType === 4) {
      // The labels of options are masked, as every form field is.
      lines.push(`${indent}${node.parentNode?.localName === "option" ? "(label)" : JSON.stringify(node.data)}`);
      return;
    }
    if (node.nodeType === 1) {
      if (skipped.has(node.localName)) return;
      // A box stands in for what is somebody else's.
      const isBox = ["object", "embed", "frame"].includes(node.localName);
      const attributes = [...node.attributes]
        .filter((attribute) => !left.has(attribute.name) && !attribute.name.startsWith("on"))
        .filter((attribute) => node.localName !== "iframe" || attribute.name !== "name")
        // What the viewer marks for its style sheets, and that it shows what is fullscreen as a popover.
        .filter((attribute) => !attribute.name.startsWith("alongside-"))
        // And what rrweb marks.
        .filter((attribute) => !attribute.name.startsWith("rr_") && !attribute.value.startsWith("rrweb-"))
        .filter((attribute) => what.in !== "rrweb" || attribute.name !== "autocomplete")
        .filter((attribute) => attribute.name !== "popover" || node.getAttribute("alongside-fullscreen") !== "popover")
        // A number field cannot show a masked value: the viewer makes a text field of it.
        .filter((attribute) => attribute.name !== "type" || !["number", "text"].includes(attribute.value))
        .filter((attribute) => attribute.name !== "data" || !isBox)
        .map((attribute) => `${attribute.name}=${JSON.stringify(attribute.value)}`)
        .sort();
      const scroll = node.scrollTop || node.scrollLeft ? ` scroll ${node.scrollLeft},${node.scrollTop}` : "";
      const checked = (node.checked ? " checked" : "") + (node.indeterminate ? " indeterminate" : "");
      const chosen = node.localName === "option" && node.selected ? " selected" : "";
      const isText = node.localName === "textarea" || (node.localName === "input" && ["text", "number"].includes(node.type));
      const words = what.values && isText && node.value ? ` ${node.value.split(" ").length} words` : "";
      const looks = (what.styles ?? []).map((property) => ` ${node.ownerDocument.defaultView.getComputedStyle(node)[property]}`).join("");
      lines.push(`${indent}<${[isBox ? "alongside-frame" : node.localName, ...attributes].join(" ")}>${checked}${chosen}${words}${scroll}${looks}`);
    }
    if (node.shadowRoot) {
      lines.push(`${indent}  #shadow`);
      for (const child of node.shadowRoot.childNodes) walk(child, `${indent}    `);
    }
    if (node.localName === "iframe" && node.contentDocument?.documentElement) {
      lines.push(`${indent}  #document ${node.contentDocument.compatMode} scroll ${node.contentWindow.scrollY}`);
      walk(node.contentDocument.documentElement, `${indent}    `);
      return;
    }
    // What stands in a canvas, a video or an audio element shows only where these do not.
    if (!["textarea", "canvas", "video", "audio", "object"].includes(node.localName)) for (const child of node.childNodes) walk(child, `${indent}  `);
  };
  walk(root.documentElement, "");
  return lines.join("\n");
}
