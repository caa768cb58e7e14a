// @ts-check
/**
 * Alongside's loader: a classic script that draws the launcher and fetches the widget when somebody wants it.
 *
 *     <script async src="https://RELAY/alongside.js" data-site="pk_…"></script>
 *
 * Before the first click: no cookie, no storage write, no socket, no running wasm. It overrides nothing in the page.
 *
 * @typedef {import("../types/index").LoadError} LoadError
 * @typedef {import("../types/index").Handle} Handle
 * @typedef {import("../types/index").SiteSettings} SiteSettings
 * @typedef {import("../types/index").EventName} EventName
 * @typedef {(detail?: any) => void} Listener
 */
(() => {
  "use strict";
  const page = /** @type {any} */ (window);
  const queue = page.Alongside || [];
  if (queue.diagnose) {
    console.warn("Alongside is on this page already; the second script tag does nothing.");
    return;
  }
  const script = /** @type {HTMLScriptElement | null} */ (
    document.currentScript || document.querySelector("script[data-site][src*='alongside.js']")
  );
  const data = script ? script.dataset : {};
  const site = data.site;
  if (!script || !site) {
    console.error('Alongside: the script tag needs data-site="pk_…", the public key of your site.');
    return;
  }
  const base = new URL(".", script.src).href;
  const embed = base + "embed/";
  const key = "alongside:" + site;

  /** @type {SiteSettings | undefined} */ let settings;
  /** @type {Handle | undefined} */ let widget;
  /** @type {Promise<any[]> | undefined} */ let fetched;
  /** @type {Promise<Handle | undefined> | undefined} */ let starting;
  /** @type {{ stop(): void } | undefined} */ let recording;
  /** @type {LoadError | undefined} */ let error;
  /** @type {Map<string, Set<Listener>>} */ const listeners = new Map();
  /** @type {string[]} */ const blocked = [];
  let attempt = 0;
  let isOpen = false;

  // ---- What can go wrong, each with its section in docs/loading.md

  /** @param {string} code @param {string} message @returns {LoadError} */
  const problem = (code, message) => ({ code, message, docs: "docs/loading.md#" + code });

  /** @param {any} cause @returns {LoadError} */
  const classify = (cause) =>
    cause.docs
      ? cause
      : cause instanceof WebAssembly.CompileError
        ? problem("wasm-blocked", "The page's CSP needs 'wasm-unsafe-eval' in script-src. " + cause.message)
        : cause instanceof WebAssembly.RuntimeError
          ? problem("panic", "The widget stopped: " + cause.message)
          : blocked.length
            ? problem("csp-blocked", "The page's CSP forbids " + blocked.join(", "))
            : problem("unreachable", "The relay " + base + " could not be loaded: " + cause.message);

  /** @param {any} cause @param {boolean} [quietly] */
  const fail = (cause, quietly) => {
    error = classify(cause);
    console.warn("Alongside (" + error.code + "): " + error.message + " See " + error.docs);
    emit("error", error);
    if (!quietly) showFallback();
  };

  // ---- Fetching: all at once, again after a failure

  /** @param {string} path */
  const get = async (path) => {
    const response = await fetch(base + path, { credentials: "omit", signal: AbortSignal.timeout(20000) });
    return response;
  };

  const compile = async () => {
    const response = await get("embed/widget_bg.wasm");
    const type = response.headers.get("content-type");
    if (!response.ok) throw problem("unreachable", response.url + " answered " + response.status);
    if (type !== "application/wasm") throw problem("wrong-mime", response.url + " came as " + type);
    return WebAssembly.compileStreaming(response);
  };

  const boot = async () => {
    const answer = await (await get("api/v1/sites/" + encodeURIComponent(site) + "/boot")).json();
    if (answer.status !== "ready") throw problem("refused", answer.error ? answer.error.message : "No reason given.");
    settings = answer.settings;
    paint();
  };

  const preload = () => {
    if (!fetched) {
      if (!page.WebAssembly || !AbortSignal.timeout) return Promise.reject(problem("unsupported", "This browser is too old."));
      // Prototype.js and MooTools replaced builtins by others that do not do the same.
      if (JSON.stringify([[]]) !== "[[]]" || Array.from(new Set([1])).length !== 1)
        return Promise.reject(problem("builtins", "A script on this page replaced JSON.stringify or Array.from."));
      // A new address each time: browsers remember a module that failed, and a panic leaves one unusable.
      const module = import(embed + "widget.js" + (attempt ? "?" + attempt : ""));
      fetched = Promise.all([module, compile(), boot()]);
      fetched.catch(() => {
        fetched = undefined;
        attempt++;
      });
    }
    return fetched;
  };

  const start = () => (starting = starting || run());

  const run = async () => {
    const mine = attempt;
    launcher.ariaBusy = "true";
    try {
      const [module, wasm] = await preload();
      await module.default({ module_or_path: wasm });
      error = undefined;
      return (widget = module.mount(root, {
        relay: base,
        site,
        settings,
        open: isOpen,
        loadCapture,
        /** @param {EventName} name @param {any} detail */
        emit: (name, detail) => attempt === mine && emit(name, detail),
      }));
    } catch (cause) {
      starting = undefined;
      throw cause;
    } finally {
      launcher.ariaBusy = "false";
    }
  };

  /** The widget records through here, so that a recording can be stopped without it. */
  const loadCapture = async () => {
    const capture = await import(embed + "capture.js");
    await capture.default();
    return { record: /** @param {any} options */ (options) => (recording = capture.record(options)) };
  };

  /** @param {(widget: Handle) => void} action */
  const withWidget = (action) => {
    hideFallback();
    start().then((widget) => widget && action(widget)).catch(crash);
  };

  // ---- A panic is a trap: it ends the widget, and nothing else

  /** @param {any} cause */
  const crash = (cause) => {
    const old = widget;
    attempt++;
    widget = starting = fetched = undefined;
    for (const stop of [() => recording && recording.stop(), () => old && old.destroy()])
      try {
        stop();
      } catch {
        // What has trapped may trap again.
      }
    for (const element of [...root.children]) if (element !== launcher) element.remove();
    emit("unread", 0);
    if (isOpen) emit("close");
    fail(cause);
  };

  /** @param {any} event */
  const onTrap = (event) => {
    const cause = event.error || event.reason;
    if (!widget || !(cause instanceof WebAssembly.RuntimeError)) return;
    const part = String(cause.stack).split(embed)[1] || "";
    if (part.startsWith("capture")) widget.captureFailed(cause.message);
    else if (part.startsWith("widget")) crash(cause);
  };

  /** @param {SecurityPolicyViolationEvent} event */
  const onViolation = (event) => {
    if (event.blockedURI.startsWith(base) || event.blockedURI === "wasm-eval")
      blocked.push(event.blockedURI + " (" + event.effectiveDirective + ")");
  };

  // ---- Events

  /** @param {EventName} name @param {any} [detail] */
  const emit = (name, detail) => {
    if (name === "open" || name === "close") {
      isOpen = name === "open";
      launcher.ariaExpanded = String(isOpen);
      if (!isOpen && root.activeElement) launcher.focus();
    }
    if (name === "unread") {
      badge.hidden = !detail;
      badge.textContent = detail > 99 ? "99+" : detail;
      launcher.ariaLabel = detail ? "Chat with us, " + detail + " unread" : "Chat with us";
    }
    if (name === "error" && typeof detail === "string") detail = error = problem("refused", detail);
    for (const listener of listeners.get(name) || [])
      try {
        listener(detail);
      } catch (cause) {
        console.error(cause);
      }
  };

  // ---- The launcher, in plain DOM

  /** @template {keyof HTMLElementTagNameMap} Tag @param {Tag} tag @param {string} className @param {string} [text] */
  const make = (tag, className, text = "") => {
    const element = document.createElement(tag);
    element.className = className;
    element.textContent = text;
    return element;
  };

  const host = document.createElement("div");
  // Through the CSSOM, which a CSP does not forbid; important, as the page's own styles may be.
  host.style.cssText = "all:initial!important;position:fixed!important;z-index:2147483647!important";
  const root = host.attachShadow({ mode: "openRoot" in data ? "open" : "closed" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(
    `.launcher,.fallback{position:fixed;inset-inline-end:calc(20px + env(safe-area-inset-right,0px));font:15px/1.45 system-ui,sans-serif}
.launcher{inset-block-end:calc(20px + env(safe-area-inset-bottom,0px));display:grid;place-items:center;width:56px;height:56px;padding:0;border:0;border-radius:50%;background:var(--accent);color:var(--on);cursor:pointer;box-shadow:0 2px 6px #0003,0 8px 24px #0003;transition:transform .15s;-webkit-tap-highlight-color:transparent;touch-action:manipulation}
.launcher:hover{transform:scale(1.05)}.launcher:active{transform:scale(.96)}
:focus-visible{outline:3px solid var(--accent);outline-offset:3px}
[hidden]{display:none!important}
svg{width:28px;height:28px;fill:none;stroke:currentColor;stroke-width:1.8;stroke-linecap:round;stroke-linejoin:round}
[aria-expanded=true] .chat,[aria-expanded=false] .down{display:none}
[aria-busy=true]::after{content:"";position:absolute;inset:-5px;border:3px solid #0000;border-top-color:var(--accent);border-radius:50%;animation:turn .9s linear infinite}
@keyframes turn{to{transform:rotate(1turn)}}
.badge{position:absolute;top:-4px;inset-inline-end:-4px;min-width:22px;height:22px;padding:0 6px;box-sizing:border-box;border-radius:11px;background:#c4241b;color:#fff;font:600 12px/22px system-ui,sans-serif;text-align:center;box-shadow:0 0 0 2px #fff}
.fallback{inset-block-end:calc(92px + env(safe-area-inset-bottom,0px));width:320px;max-width:calc(100vw - 40px);box-sizing:border-box;padding:20px;border-radius:16px;background:#fff;color:#16181d;box-shadow:0 0 0 1px #0000000f,0 20px 48px #0000002e;outline:0}
.fallback b{font-size:17px;font-weight:650}.fallback p{margin:6px 0 16px;color:#5d6370}
.row{display:flex;flex-wrap:wrap;gap:8px}
.row>*{flex:1;box-sizing:border-box;min-height:44px;padding:11px 14px;border:0;border-radius:12px;background:#f0f1f5;color:inherit;font:600 15px/22px system-ui,sans-serif;text-align:center;text-decoration:none;white-space:nowrap;cursor:pointer}
.row>a{background:var(--accent);color:var(--on)}
@media(prefers-color-scheme:dark){.launcher{box-shadow:0 0 0 1px #ffffff1f,0 8px 24px #0008}.badge{box-shadow:0 0 0 2px #16181d}:focus-visible{outline-color:#fff}.fallback{background:#1b1d22;color:#eef0f4;box-shadow:0 0 0 1px #ffffff17,0 20px 48px #0000008c}.fallback p{color:#a3a9b6}.row>button{background:#282b32}}
@media(max-width:480px){[aria-expanded=true]{visibility:hidden}}
@media(prefers-reduced-motion:reduce){*{transition:none!important;animation-duration:3s!important}}
@media(forced-colors:active){.launcher,.fallback{border:2px solid}}`,
  );
  root.adoptedStyleSheets = [sheet];

  const launcher = make("button", "launcher");
  launcher.type = "button";
  launcher.ariaLabel = "Chat with us";
  launcher.ariaHasPopup = "dialog";
  launcher.ariaExpanded = "false";
  for (const [className, path] of [
    ["chat", "M20.5 11.5a8 8 0 01-8.5 7.6 9.3 9.3 0 01-3.4-.6L4 20l1.2-3.9a7 7 0 01-1.7-4.6A8 8 0 0112 4a8 8 0 018.5 7.5zM8.5 11.5h.01M12 11.5h.01M15.5 11.5h.01"],
    ["down", "M6 9.5l6 6 6-6"],
  ]) {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("class", className);
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("aria-hidden", "true");
    svg.appendChild(document.createElementNS(svg.namespaceURI, "path")).setAttribute("d", path);
    launcher.append(svg);
  }
  const badge = make("span", "badge");
  badge.ariaHidden = "true";
  badge.hidden = true;
  launcher.append(badge);

  /** The site's colour, with white on it unless black can be read better. */
  const paint = () => {
    const hex = /^#[\da-f]{6}$/i.exec((settings && settings.accent) || data.accent || "");
    const accent = hex ? hex[0] : "#3b5bdb";
    const [red, green, blue] = [1, 3, 5].map((at) => (parseInt(accent.slice(at, at + 2), 16) / 255) ** 2.2);
    host.style.setProperty("--accent", accent);
    host.style.setProperty("--on", 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.183 ? "#000" : "#fff");
  };

  /** @type {HTMLElement | undefined} */ let fallback;
  const hideFallback = () => {
    if (fallback) fallback.remove();
    fallback = undefined;
  };

  const showFallback = () => {
    hideFallback();
    const contact = (settings && settings.contact) || data.contact || "";
    const isAddress = /^(mailto:|tel:|https?:)/i.test(contact);
    fallback = make("div", "fallback");
    fallback.role = "alert";
    fallback.tabIndex = -1;
    const row = make("div", "row");
    if (isAddress) {
      const link = make("a", "", "Contact us");
      link.href = contact;
      row.append(link);
    }
    const retry = make("button", "", "Try again");
    retry.onclick = api.open;
    row.append(retry);
    const advice = isAddress ? "You can try again, or reach us here:" : "You can try again, or use the contact details on this site.";
    fallback.append(make("b", "", "The chat is not available right now"), make("p", "", advice), row);
    fallback.onkeydown = (event) => {
      if (event.key === "Escape") {
        hideFallback();
        launcher.focus();
      }
    };
    root.append(fallback);
    if (root.activeElement) fallback.focus();
  };

  launcher.onpointerenter = launcher.onfocus = () => void preload().catch(() => {});
  launcher.onclick = () => (fallback ? hideFallback() : api.toggle());

  // ---- The API

  const api = {
    open: () => withWidget((widget) => widget.open()),
    close: () => {
      if (widget) widget.close();
    },
    toggle: () => (isOpen ? api.close() : api.open()),
    show: () => void (launcher.hidden = false),
    hide: () => {
      api.close();
      hideFallback();
      launcher.hidden = true;
    },
    /** @param {string} text */
    newMessage: (text) => withWidget((widget) => widget.newMessage(String(text))),
    /** @param {EventName} name @param {Listener} listener */
    on: (name, listener) => {
      const all = listeners.get(name) || new Set();
      listeners.set(name, all.add(listener));
      return () => void all.delete(listener);
    },
    diagnose: () => ({
      site,
      relay: base,
      state: widget ? "running" : error ? "failed" : starting ? "starting" : fetched ? "loaded" : "idle",
      connection: widget ? widget.connection() : "none",
      blocked: [...blocked],
      error,
    }),
    destroy: () => {
      const old = widget;
      attempt++;
      widget = undefined;
      if (old) old.destroy();
      host.remove();
      removeEventListener("error", onTrap);
      removeEventListener("unhandledrejection", onTrap);
      document.removeEventListener("securitypolicyviolation", onViolation);
      delete page.Alongside;
    },
    /** @param {...any} commands Each a `[name, ...arguments]`, or a function to call. */
    push: (...commands) => {
      for (const command of commands)
        try {
          const [name, ...rest] = typeof command === "function" ? [command] : command;
          const action = typeof name === "function" ? name : /** @type {any} */ (api)[name];
          if (action) action(...rest);
          else console.warn("Alongside knows no command " + name);
        } catch (cause) {
          console.error(cause);
        }
    },
  };

  addEventListener("error", onTrap);
  addEventListener("unhandledrejection", onTrap);
  document.addEventListener("securitypolicyviolation", onViolation);
  paint();
  root.append(launcher);
  document.documentElement.append(host);
  page.Alongside = api;
  if (Array.isArray(queue)) api.push(...queue);

  // Somebody who has talked to the shop before is told of answers without a click.
  try {
    const stored = localStorage.getItem(key);
    if (stored && JSON.parse(stored).token) {
      if (sessionStorage.getItem(key)) emit("open");
      start().catch((cause) => {
        if (isOpen) emit("close");
        fail(cause, true);
      });
    }
  } catch {
    // Storage is blocked, or holds something else: a visitor like any other.
  }
})();
