// @ts-check
/**
 * Draws the launcher, fetches the widget on intent. Before the first click: no cookie, storage write or socket.
 * @import { EventName, Handle, LoadError, Masking, Recording, SiteSettings } from "../types/index"
 */
(() => {
  "use strict";
  const page = /** @type {any} */ (window);
  const queue = page.Alongside || [];
  if (queue.diagnose) return console.warn("Alongside is on this page already.");
  const script = /** @type {any} */ (document.currentScript || document.querySelector("script[data-site]"));
  const data = script?.dataset || {};
  const site = data.site;
  if (!site) return console.error('Alongside needs data-site="pk_…".');
  const base = new URL(".", script.src).href;
  const embed = base + "embed/";
  const key = "alongside:" + site;

  /** @type {SiteSettings | undefined} */ let settings;
  /** @type {Masking | undefined} */ let masking;
  /** @type {string | (() => string | Promise<string>) | undefined} */ let identity;
  /** @type {{ name?: string, email?: string } | undefined} */ let about;
  /** @type {Handle | undefined} */ let widget;
  /** @type {Promise<any> | undefined} */ let fetched;
  /** @type {Promise<any> | undefined} */ let starting;
  /** @type {Promise<any> | undefined} */ let captured;
  /** @type {Recording | undefined} */ let recording;
  /** @type {{ destroy(): void } | undefined} */ let assistance;
  /** @type {LoadError | undefined} */ let error;
  /** @type {HTMLElement | undefined} */ let fallback;
  /** @type {Partial<Record<EventName, Set<(detail: any) => void>>>} */ const listeners = {};
  /** @type {string[]} */ const blocked = [];
  /** What the loader says, and, of another language than English, what the others say. @type {any} */
  let words = {
    open: "Open chat",
    unread: "Unread messages",
    failed: "The chat is not available",
    advice: "Please try again, or reach us another way.",
    contact: "Contact us",
    retry: "Try again",
  };
  let spoken = "en";
  let locale = spoken;
  let wished = data.locale;
  let attempt = 0;
  let isOpen = false;

  const presses = ["pointerdown", "mousedown", "pointerup", "mouseup", "click"];

  /** @param {string} code @param {string} message @returns {LoadError} */
  const problem = (code, message) => ({ code, message, docs: "docs/loading.md#" + code });

  /** @param {any} cause @returns {LoadError} */
  const classify = (cause) =>
    cause.docs
      ? cause
      : cause instanceof WebAssembly.RuntimeError
        ? problem("panic", cause.message)
        : cause instanceof WebAssembly.CompileError
          ? problem("wasm-blocked", "script-src needs 'wasm-unsafe-eval'. " + cause.message)
          : blocked[0]
            ? problem("csp-blocked", "The page's CSP forbids " + blocked)
            : problem("unreachable", base + ": " + cause.message);

  /** @param {string} path */
  const get = (path) => fetch(base + path, { credentials: "omit", signal: AbortSignal.timeout(2e4) });

  const compile = async () => {
    const response = await get("embed/widget_bg.wasm");
    const type = response.headers.get("content-type");
    if (!response.ok || type !== "application/wasm")
      throw problem(response.ok ? "wrong-mime" : "unreachable", `${response.url}: ${response.status}, ${type}`);
    return WebAssembly.compileStreaming(response);
  };

  const boot = async () => {
    const answer = await (await get("api/v1/sites/" + encodeURIComponent(site) + "/boot")).json();
    ({ settings, masking } = answer);
    if (!settings) throw problem("refused", answer.error.message);
    paint();
    await translate(answer.options?.locale);
  };

  /** What cannot be had in her language is said in the one before. @param {string} [ofSite] */
  const translate = async (ofSite) => {
    const tag =
      [wished, ofSite, document.documentElement.lang, navigator.language].find((tag) =>
        /^(ar|de|en|es|fr|he|it|ja|nl|pl|pt|tr|zh)(?![a-z])/i.test(tag || ""),
      ) || "en";
    const language = tag.slice(0, 2).toLowerCase();
    try {
      if (language !== spoken) words = await (await get(`embed/locales/${language}.json`)).json();
      locale = tag;
      host.lang = spoken = language;
      label();
    } catch {}
  };

  const preload = async () => {
    if (!page.WebAssembly || !AbortSignal.timeout) throw problem("unsupported", navigator.userAgent);
    // As Prototype.js and MooTools do.
    if (JSON.stringify([[]]) !== "[[]]" || !Array.from(new Set("a"))[0]) throw problem("builtins", "JSON or Array");
    // A new address after a failure: the old one may be remembered.
    fetched ||= Promise.all([import(embed + "widget.js" + (attempt ? "?" + attempt : "")), compile(), boot()]);
    return fetched;
  };

  const run = async () => {
    const mine = attempt;
    launcher.ariaBusy = "true";
    try {
      const [module, wasm] = await preload();
      await module.default({ module_or_path: wasm });
      const signed = await (typeof identity === "function" ? identity() : identity);
      if (attempt !== mine) return;
      error = undefined;
      widget = module.mount(root, {
        relay: base,
        site,
        settings,
        open: isOpen,
        locale,
        words: words.panel,
        untitled: masking?.private_by_default,
        loadCapture,
        loadAssist,
        loadPickers,
        identity: signed,
        /** @param {EventName} name @param {any} detail */
        emit: (name, detail) => attempt === mine && emit(name, detail),
      });
      if (about) api.update(about);
      return widget;
    } finally {
      launcher.ariaBusy = "false";
    }
  };

  // Recordings begin here, to be ended even if the widget cannot.
  const loadCapture = () => (captured ||= fetchCapture()).catch((cause) => {
    captured = undefined;
    throw cause;
  });

  const fetchCapture = async () => {
    const capture = await part("capture");
    return {
      // What is masked is known by then: capture may be here before the boot answer.
      record: /** @param {any} options */ (options) =>
        (recording = capture.record({ ...options, privateByDefault: masking?.private_by_default, rules: masking?.rules })),
    };
  };

  // The same for what agents do.
  const loadAssist = async () => {
    const module = await part("assist");
    return { assist: /** @param {any} options */ (options) => (assistance = module.assist({ ...options, words: words.assist, tell: emit })) };
  };

  // And for files and emoji.
  const loadPickers = async () => {
    const module = await part("pickers");
    return { pickers: /** @param {any} options */ (options) => module.pickers({ ...options, words: words.pickers }) };
  };

  /** @param {string} name */
  const part = async (name) => {
    const module = await import(embed + name + ".js");
    await module.default();
    return module;
  };

  /** @param {(widget: Handle) => void} action */
  const use = (action) => {
    hideFallback();
    (starting ||= run()).then(action).catch((cause) => setTimeout(end, 99, cause)); // A CSP tells late.
  };

  /** @param {any} [cause] @param {any} [quietly] */
  const end = (cause, quietly) => {
    const old = widget;
    attempt++;
    widget = starting = fetched = undefined;
    // What has trapped may trap again.
    for (const stop of [() => recording?.stop(), () => assistance?.destroy(), () => old?.destroy()]) try { stop(); } catch {}
    // All but the launcher and the status.
    for (const element of [...root.children].slice(2)) element.remove();
    emit("unread", 0);
    if (isOpen) emit("close");
    if (!cause) return;
    error = classify(cause);
    console.warn("Alongside:", error.code, error.message, error.docs);
    emit("error", error);
    if (quietly) return;
    showFallback();
    translate().then(() => fallback && showFallback());
  };

  /** @param {any} event A panic is a trap. */
  const onTrap = (event) => {
    const cause = event.error || event.reason;
    if (!widget || !(cause instanceof WebAssembly.RuntimeError)) return;
    const where = String(cause.stack).split(embed)[1] || "";
    if (where[0] === "c") widget.captureFailed(cause.message);
    if (where[0] === "a") widget.assistFailed();
    if (where[0] === "w") end(cause);
  };

  /** @param {SecurityPolicyViolationEvent} event */
  const onViolation = (event) => {
    const uri = event.blockedURI;
    if (uri.startsWith(base) && !blocked.includes(uri)) blocked.push(uri);
  };

  /** @param {EventName} name @param {any} [detail] */
  const emit = (name, detail) => {
    if (name === "open" || name === "close") {
      isOpen = name === "open";
      launcher.ariaExpanded = "" + isOpen;
      path.setAttribute("d", isOpen ? "M6 9.5l6 6 6-6" : bubble);
    } else if (name === "unread") {
      badge.hidden = !detail;
      badge.textContent = detail || "";
      label();
    } else if (name === "error" && !detail.code) {
      error = detail = problem("refused", detail);
      console.warn("Alongside:", error.message);
    }
    // What had the focus goes: the panel, or the button that stops sharing.
    const focused = root.activeElement;
    if (focused && !isOpen && /close|stop/.test(name)) launcher.focus();
    else if (focused?.className === "stop" && name === "cobrowse:stop") widget?.open();
    // Later: what the page's functions throw is the page's.
    listeners[name]?.forEach((listener) => queueMicrotask(() => listener(detail)));
  };

  const label = () => {
    const unread = badge.textContent;
    status.textContent = unread && words.unread + ": " + unread;
    launcher.ariaLabel = words.open + (unread && ", " + status.textContent);
  };

  // The bar of a shared page is in the top layer, and comes back above what the page brings there later.
  const raise = () => {
    const bar = root.querySelector("[popover]:popover-open");
    const focused = root.activeElement;
    bar?.hidePopover();
    bar?.showPopover();
    if (bar?.contains(focused)) focused.focus();
  };

  /** A modal dialog and what fills the screen make all else inert: what she presses above it is found by its place. @param {any} event */
  const onPress = (event) => {
    if (event.target === host || !event.isTrusted) return;
    for (const button of root.querySelectorAll("[popover] button:enabled")) {
      const { left, right, top, bottom } = button.getBoundingClientRect();
      if (event.clientX < left || event.clientX > right || event.clientY < top || event.clientY > bottom) continue;
      event.preventDefault();
      event.stopImmediatePropagation();
      if (event.type === "click") button.click();
    }
  };

  const host = document.createElement("div");
  /** @type {any} */ const root = host.attachShadow({ mode: "openRoot" in data ? "open" : "closed" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`.launcher,.fallback{position:fixed;inset-inline-end:calc(20px + env(safe-area-inset-right,0px));inset-block-end:calc(20px + env(safe-area-inset-bottom,0px));box-sizing:border-box;border:1px solid #0000;font:15px/22px system-ui,sans-serif;box-shadow:0 0 0 1px #8883,0 8px 28px #0004}
.launcher{width:56px;height:56px;padding:13px;border-radius:50%;background:var(--accent);color:var(--on);cursor:pointer}
:is(.launcher,.fallback *):focus-visible{outline:2px solid #fff;box-shadow:0 0 0 5px var(--accent)}
[hidden]{display:none!important}
.launcher svg{display:block;fill:none;stroke:currentColor;stroke-width:1.8;stroke-linecap:round;stroke-linejoin:round}
[aria-busy=true] svg{animation:a .6s infinite alternate}@keyframes a{to{opacity:.3}}
.status{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.badge{position:absolute;top:-5px;inset-inline-end:-5px;min-width:10px;padding:0 6px;border-radius:11px;background:#c4241b;color:#fff;font-size:12px}
.fallback{margin-block-end:72px;width:320px;max-width:calc(100vw - 40px);padding:20px;border-radius:16px;color-scheme:light dark;background:Canvas;color:CanvasText}
.fallback *{unicode-bidi:plaintext}
.fallback p{margin:6px 0 16px}
.fallback>:is(a,button){display:block;box-sizing:border-box;width:100%;margin-top:8px;padding:11px;border:0;border-radius:12px;background:#8883;color:inherit;font:inherit;font-weight:600;text-align:center;text-decoration:none;cursor:pointer}
.fallback>a{background:var(--accent);color:var(--on)}
@media(max-width:480px){[aria-expanded=true]{visibility:hidden}}`);
  root.adoptedStyleSheets = [sheet];

  const launcher = Object.assign(document.createElement("button"), {
    className: "launcher",
    type: "button",
    ariaHasPopup: "dialog",
    ariaExpanded: "false",
  });
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.ariaHidden = "true";
  const path = svg.appendChild(document.createElementNS(svg.namespaceURI, "path"));
  const bubble = "M20.5 11.5a8 8 0 01-8.5 7.6 9.3 9.3 0 01-3.4-.6L4 20l1.2-3.9a7 7 0 01-1.7-4.6 8.5 7.6 0 0117 0zM8.5 11.5h0m3.5 0h0m3.5 0h0";
  path.setAttribute("d", bubble);
  const badge = Object.assign(document.createElement("span"), { className: "badge", ariaHidden: "true", hidden: true });
  launcher.append(svg, badge);
  // Says what the badge shows, to who does not see it.
  const status = Object.assign(document.createElement("span"), { className: "status", role: "status" });

  const paint = () => {
    const [accent] = /^#[\da-f]{6}$/i.exec(settings?.accent || data.accent || "") || ["#3b5bdb"];
    const [red, green, blue] = [1, 3, 5].map((at) => parseInt(accent.slice(at, at + 2), 16) ** 2.2);
    const on = 21 * red + 72 * green + 7 * blue > 36e5 ? "#000" : "#fff";
    // By CSSOM, which no CSP forbids.
    host.style.cssText = `all:initial!important;position:fixed!important;z-index:2147483647!important;--accent:${accent};--on:${on}`;
  };

  /** @param {string | null} text */
  const tokenIn = (text) => {
    try {
      return JSON.parse(text || "{}").token;
    } catch {}
  };

  /** @param {StorageEvent} event In another tab she logged in or out: her conversation is another one. */
  const onStorage = ({ key: changed, oldValue, newValue }) => {
    if (changed !== key || !widget || tokenIn(oldValue) === tokenIn(newValue)) return;
    if (tokenIn(newValue)) restart();
    else api.reset();
  };

  const restart = () => {
    const wasOpen = isOpen;
    end();
    if (wasOpen) api.open();
    else use(() => {});
  };

  const hideFallback = () => {
    fallback?.remove();
    fallback = undefined;
  };

  const showFallback = () => {
    hideFallback();
    const href = settings?.contact || data.contact || "";
    const isAddress = /^(mailto|tel|https?):/i.test(href);
    fallback = Object.assign(document.createElement("div"), { className: "fallback", role: "alert" });
    fallback.append(
      Object.assign(document.createElement("b"), { textContent: words.failed }),
      Object.assign(document.createElement("p"), { textContent: words.advice }),
      isAddress ? Object.assign(document.createElement("a"), { textContent: words.contact, href }) : "",
      Object.assign(document.createElement("button"), { textContent: words.retry, onclick: api.open }),
    );
    root.append(fallback);
  };

  launcher.onpointerenter = launcher.onfocus = () =>
    preload().catch(() => {
      fetched = undefined;
      attempt++;
    });
  launcher.onclick = () => (fallback ? hideFallback() : api.toggle());

  const api = {
    open: () => use((widget) => widget?.open()),
    close: () => widget?.close(),
    toggle: () => (isOpen ? api.close() : api.open()),
    show: () => {
      launcher.hidden = false;
    },
    hide: () => {
      api.close();
      hideFallback();
      launcher.hidden = true;
    },
    /** @param {string} text */
    newMessage: (text) => use((widget) => widget?.newMessage(text)),
    /** @param {string} tag */
    setLocale: async (tag) => {
      wished = tag;
      await translate();
      widget?.setLocale(locale, words.panel);
    },
    /** @param {typeof identity} signed */
    identify: (signed) => {
      const isNew = signed !== identity;
      identity = signed;
      if (widget && isNew) restart();
    },
    /** @param {NonNullable<typeof about>} said */
    update: (said) => {
      about = { ...about, ...said };
      widget?.describe(about.name, about.email);
    },
    reset: () => {
      identity = about = undefined;
      end();
      try {
        const token = tokenIn(localStorage.getItem(key));
        if (token) fetch(base + "api/v1/sites/" + encodeURIComponent(site) + "/forget", { method: "POST", body: token, credentials: "omit", keepalive: true }).catch(() => {});
        for (const storage of [localStorage, sessionStorage]) for (const name of [key, key + ":shared"]) storage.removeItem(name);
      } catch {} // Storage is blocked: there is nothing in it.
    },
    startCobrowse: () => use((widget) => widget?.startCobrowse()),
    // Also before the widget is there, which may go on with what the page before shared.
    stopCobrowse: () => starting?.then((widget) => widget?.stopCobrowse(), () => {}),
    cobrowseCode: () => use((widget) => widget?.cobrowseCode()),
    /** @param {EventName} name @param {(detail: any) => void} listener */
    on: (name, listener) => {
      (listeners[name] ||= new Set()).add(listener);
      return () => listeners[name]?.delete(listener);
    },
    diagnose: () => ({
      site,
      relay: base,
      state: widget ? "running" : error ? "failed" : starting ? "starting" : fetched ? "loaded" : "idle",
      connection: widget ? widget.connection() : "none",
      blocked,
      masking: recording?.problem,
      error,
    }),
    destroy: () => {
      end();
      host.remove();
      removeEventListener("error", onTrap);
      removeEventListener("storage", onStorage);
      removeEventListener("unhandledrejection", onTrap);
      document.removeEventListener("securitypolicyviolation", onViolation);
      document.removeEventListener("toggle", raise, true);
      document.removeEventListener("fullscreenchange", raise);
      for (const kind of presses) removeEventListener(kind, onPress, true);
      delete page.Alongside;
    },
    /** @param {...any} commands */
    push: (...commands) =>
      commands.forEach((command) =>
        queueMicrotask(() =>
          typeof command === "function" ? command() : /** @type {any} */ (api)[command[0]](...command.slice(1)),
        ),
      ),
  };

  addEventListener("error", onTrap);
  addEventListener("storage", onStorage);
  addEventListener("unhandledrejection", onTrap);
  document.addEventListener("securitypolicyviolation", onViolation);
  // Where there is no top layer for the bar, it has nothing to do.
  if (page.HTMLElement.prototype.showPopover) {
    document.addEventListener("toggle", raise, true);
    document.addEventListener("fullscreenchange", raise);
    for (const kind of presses) addEventListener(kind, onPress, true);
  }
  host.lang = spoken;
  label();
  paint();
  root.append(launcher, status);
  document.documentElement.append(host);
  page.Alongside = api;
  api.push(...queue);

  // Who has talked to the shop before hears of answers at once.
  try {
    if (tokenIn(localStorage.getItem(key))) {
      if (sessionStorage.getItem(key)) emit("open");
      // The page before this one was shared: this one will be in a moment.
      if (sessionStorage.getItem(key + ":shared")) loadCapture().catch(() => {});
      (starting ||= run()).catch((cause) => end(cause, true));
    }
  } catch {} // Storage is blocked.
})();
