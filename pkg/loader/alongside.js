//# allFunctionsCalledOnLoad
// @ts-check
// The first line has browsers compile this beside the main thread, and not function by function on it: a sixth less of it (V8's
// explicit compile hints; others skip it).
/**
 * Draws the launcher, and fetches the rest on intent: `start.js`, which runs the widget. Before the first click: no cookie, storage
 * write or socket.
 * @import { BootOptions, EventName, Handle, LoadError, Theme } from "../types/index"
 * @import { Session } from "./start"
 */
(() => {
  "use strict";
  const page = /** @type {any} */ (window);
  const queue = page.Alongside || [];
  if (queue.diagnose) return console.warn("Alongside is on this page already.");
  const script = /** @type {any} */ (document.currentScript || document.querySelector("script[data-site]"));
  const data = script?.dataset || {};
  const isManual = "manual" in data;
  if (!data.site && !isManual) return console.error('Alongside needs data-site="pk_…".');
  const base = new URL(".", script.src).href;
  const embed = base + "embed/";
  const life = new AbortController();

  /** What the page's script says, by `boot`, `setTheme` and `setLocale`. @type {Record<string, any>} */ const said = {};
  let site = "";
  /** Of what is stored. */ let key = "";
  /** What holds of what the site and the page say. @type {any} */ let look = {};

  /** @type {string | (() => string | Promise<string>) | undefined} */ let identity;
  /** @type {{ name?: string, email?: string } | undefined} */ let about;
  /** @type {Promise<Session> | undefined} */ let fetched;
  /** @type {Promise<any> | undefined} */ let starting;
  /** @type {Session | undefined} */ let session;
  /** What the site has set, once that is known. @type {object | undefined} */ let set;
  /** @type {Handle | undefined} */ let widget;
  /** @type {LoadError | undefined} */ let error;
  /** @type {HTMLElement | undefined} */ let fallback;
  /** What the page told of before there was a widget, the newest last. @type {[name: string, properties: any, at: number][]} */ let events = [];
  /** @type {any} */ let late;
  /** @type {Partial<Record<EventName, Set<(detail: any) => void>>>} */ const listeners = {};
  /** @type {string[]} */ const blocked = [];
  /** What the loader says, and, of another language than English, what the others say. @type {{ words: any, language: string }} */
  const tongue = {
    language: "en",
    words: {
      open: "Open chat",
      unread: "Unread messages",
      failed: "The chat is not available",
      advice: "Please try again, or reach us another way.",
      contact: "Contact us",
      retry: "Try again",
    },
  };
  /** The page's own rooms for calls. @type {any} */ let rooms;
  let attempt = 0;
  /** @type {any} */ let isShared;
  let isOpen = false;
  /** What was asked for last. @type {"open" | "close"} */ let wish = "open";

  /** @param {string} name @param {any} properties @param {any[]} children @returns {any} */
  const element = (name, properties, ...children) => {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  };

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

  const preload = () => (fetched ||= prepare());

  const prepare = async () => {
    if (!page.WebAssembly || !AbortSignal.timeout) throw problem("unsupported", navigator.userAgent);
    // As Prototype.js and MooTools do.
    if (JSON.stringify([[]]) !== "[[]]" || !Array.from(new Set("a"))[0]) throw problem("builtins", "JSON or Array");
    const mine = attempt;
    const of = site;
    // A new address after a failure: the old one may be remembered.
    const retry = mine ? "?" + mine : "";
    const [module, wasm] = [import(embed + "start.js" + retry), compile()];
    wasm.catch(() => {}); // Told when it is needed.
    return (await module).default({
      relay: base, site, key, root, host, retry, wasm, isShared, tongue, get, problem, tokenIn, label, end, restart,
      rooms: () => rooms,
      wish: () => said.locale || data.locale,
      /** @param {EventName} name @param {any} detail */
      emit: (name, detail) => attempt === mine && emit(name, detail),
      reset: api.reset,
      /** @param {object} settings */
      tell: (settings) => {
        // Also of an attempt that failed: where else she may turn to. Not of the site before.
        if (site === of) set = settings;
      },
    });
  };

  const run = async () => {
    const mine = attempt;
    launcher.ariaBusy = "true";
    try {
      const ready = await preload();
      const signed = await sign();
      if (attempt !== mine) return;
      error = undefined;
      session = ready;
      // Not on the way to the button: it would move away from under the hand.
      paint();
      widget = ready.mount({ settings: look, open: isOpen, identity: signed });
      if (about) api.update(about);
      tellEvents();
    } finally {
      launcher.ariaBusy = "false";
    }
  };

  /** Her token, of the last who was said to be there. Without it she chats as before. @returns {Promise<string | undefined>} */
  const sign = async () => {
    const asked = identity;
    try {
      const token = await (typeof asked === "function" ? asked() : asked);
      return asked === identity ? token : sign();
    } catch (cause) {
      emit("error", "The page gave no token: " + cause);
    }
  };

  /** @param {(widget: Handle) => void} action */
  const use = (action) => {
    if (life.signal.aborted || !site) return;
    hideFallback();
    // Not with what `run` gave: that may have ended since.
    (starting ||= run()).then(() => widget && action(widget)).catch((cause) => {
      clearTimeout(late);
      late = setTimeout(end, 99, cause); // A CSP tells late.
    });
  };

  const tellEvents = () => widget && events.splice(0).forEach((event) => widget?.track(...event));

  /** @param {any} [cause] @param {any} [quietly] */
  const end = (cause, quietly) => {
    clearTimeout(late);
    const ending = session;
    session = widget = starting = fetched = undefined;
    // The page hears what ends with it.
    ending?.stop();
    attempt++;
    // All but the launcher and the status.
    for (const element of [...root.children].slice(2)) element.remove();
    emit("unread", 0);
    if (isOpen) emit("close");
    if (!cause) return;
    error = classify(cause);
    console.warn("Alongside:", error.code, error.message, error.docs);
    emit("error", error);
    if (!quietly) showFallback();
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
      label();
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
    // Later: what the page's functions throw is the page's. Who listens is found out once the page's first calls are made.
    queueMicrotask(() => listeners[name]?.forEach((listener) => queueMicrotask(() => listener(detail))));
  };

  const host = document.createElement("div");
  /** @type {any} */ const root = host.attachShadow({ mode: "openRoot" in data ? "open" : "closed" });
  const sheet = new CSSStyleSheet();
  const styles = `.launcher,.fallback{position:fixed;inset-inline:var(--alongside-start,auto) var(--alongside-end,auto);inset-block-end:var(--alongside-base);box-sizing:border-box;border:1px solid #0000;font:15px/22px system-ui,sans-serif;box-shadow:0 0 0 1px #8883,0 8px 28px #0004}
.launcher{display:flex;gap:8px;align-items:center;height:56px;padding:16px;border-radius:calc(var(--alongside-radius)*1.75);background:var(--accent);color:var(--on);font-weight:600;cursor:pointer}
:is(.launcher,.fallback *):focus-visible{outline:2px solid #fff;box-shadow:0 0 0 5px var(--accent)}
[hidden]{display:none!important}
.launcher svg{width:28px;margin:-3px;fill:none;stroke:currentColor;stroke-width:1.8;stroke-linecap:round;stroke-linejoin:round}
[aria-busy=true] svg{animation:a .6s infinite alternate}@keyframes a{to{opacity:.3}}
.status{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.badge{position:absolute;top:-5px;inset-inline-end:-5px;min-width:10px;padding:0 6px;border-radius:11px;background:#c4241b;color:#fff;font-size:12px}
@media(max-width:480px){.launcher[aria-expanded=true]{visibility:hidden}}`;
  // Read when it shows: most pages never need it, and all of them would wait for it.
  const fallbackStyles = `
.fallback{margin-block-end:72px;width:320px;max-width:calc(100vw - 40px);padding:20px;border-radius:var(--alongside-radius);color-scheme:var(--alongside-scheme);background:Canvas;color:CanvasText}
.fallback *{unicode-bidi:plaintext}
.fallback p{margin:6px 0 16px}
.fallback>:is(a,button){display:block;box-sizing:border-box;width:100%;margin-top:8px;padding:11px;border:0;border-radius:12px;background:#8883;color:inherit;font:inherit;font-weight:600;text-align:center;text-decoration:none;cursor:pointer}
.fallback>a{background:var(--accent);color:var(--on)}`;
  sheet.replaceSync(styles);
  root.adoptedStyleSheets = [sheet];

  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.ariaHidden = "true";
  const path = svg.appendChild(document.createElementNS(svg.namespaceURI, "path"));
  /** @type {Record<string, string>} Lines on a grid of 24 px. */
  const icons = {
    chat: "M12 4a8 7.5 0 11-4 14l-4 2 1-4a8 7.5 0 017-12zM8.5 11.5h0m3.5 0h0m3.5 0h0",
    question: "M8 8.5a4 4 0 118 0c0 3-4 3-4 6m0 4h0",
    smile: "M12 3a9 9 0 100 18 9 9 0 100-18zM8 14a4.5 4.5 0 008 0M9 9.5h0m6 0h0",
    mail: "M3 6h18v12H3zM4 7l8 6 8-6",
  };
  const text = document.createTextNode("");
  const badge = element("span", { className: "badge", ariaHidden: "true", hidden: true });
  const launcher = element("button", { className: "launcher", type: "button", ariaHasPopup: "dialog", ariaExpanded: "false" }, svg, text, badge);
  // Says what the badge shows, to who does not see it.
  const status = element("span", { className: "status", role: "status" });

  const label = () => {
    const { words, language } = tongue;
    const unread = badge.textContent;
    host.lang = language;
    text.data = look.label;
    status.textContent = unread && words.unread + ": " + unread;
    launcher.ariaLabel = (look.label || words.open) + (unread && ", " + status.textContent);
    path.setAttribute("d", isOpen ? "M6 9.5l6 6 6-6" : icons[look.icon] || icons.chat);
    if (fallback) showFallback();
  };

  const paint = () => {
    // What the page's script says goes before what the site has set; its attributes stand in until that is known.
    look = { label: "", greeting: "", position: "end", side: 20, bottom: 20, radius: 16, scheme: "auto", ...data, ...set, ...said };
    const [accent] = /^#[\da-fA-F]{6}$/.exec(look.accent) || ["#3b5bdb"];
    const [red, green, blue] = [1, 3, 5].map((at) => parseInt(accent.slice(at, at + 2), 16) ** 2.2);
    const on = 2126 * red + 7152 * green + 722 * blue > 3545e5 ? "#000" : "#fff";
    // By CSSOM, which no CSP forbids.
    host.style.cssText = `all:initial!important;position:fixed!important;z-index:2147483647!important;--accent:${accent};--on:${on};--alongside-${look.position}:calc(${look.side}px + env(safe-area-inset-right,0px));--alongside-base:calc(${look.bottom}px + env(safe-area-inset-bottom,0px));--alongside-radius:${look.radius}px;--alongside-scheme:${look.scheme.replace("auto", "light dark")}`;
    label();
  };

  /** What is undefined or null is the site's again. @param {any} changes */
  const say = (changes) => {
    Object.assign(said, changes);
    for (const name in said) said[name] ?? delete said[name];
    paint();
  };

  /** @param {string | null} text */
  const tokenIn = (text) => {
    try {
      return JSON.parse(text || "{}").token;
    } catch {}
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
    paint();
    sheet.replaceSync(styles + fallbackStyles);
    const href = look.contact || data.contact || "";
    const isAddress = /^(mailto|tel|https?):/i.test(href);
    const { words } = tongue;
    fallback = element(
      "div",
      { className: "fallback", role: "alert" },
      element("b", { textContent: words.failed }),
      element("p", { textContent: words.advice }),
      isAddress ? element("a", { textContent: words.contact, href }) : "",
      element("button", { textContent: words.retry, onclick: api.open }),
    );
    root.append(fallback);
  };

  launcher.onpointerenter = launcher.onfocus = () => {
    const mine = attempt;
    preload().catch(() => {
      if (attempt !== mine) return;
      fetched = undefined;
      attempt++;
    });
  };
  launcher.onclick = () => (fallback ? hideFallback() : api.toggle());

  const start = () => {
    site = said.site || data.site;
    key = "alongside:" + site;
    paint();
    document.documentElement.append(host);
    // Who has talked to the shop before hears of answers at once.
    try {
      if (tokenIn(localStorage.getItem(key))) {
        if (sessionStorage.getItem(key)) emit("open");
        isShared = sessionStorage.getItem(key + ":shared");
        (starting ||= run()).catch((cause) => end(cause, true));
      }
    } catch {} // Storage is blocked.
  };

  const api = {
    /** @param {BootOptions} [options] */
    boot: (options) => {
      const wasOpen = isOpen;
      end();
      set = undefined;
      say(options);
      start();
      // Also before there was anything to remember it by.
      if (wasOpen) api.open();
    },
    open: () => {
      wish = "open";
      use((widget) => widget[wish]());
    },
    close: () => {
      wish = "close";
      if (widget) return widget.close();
      if (isOpen) emit("close");
      try {
        sessionStorage.removeItem(key);
      } catch {} // Storage is blocked.
    },
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
    newMessage: (text) => use((widget) => widget.newMessage(text)),
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
      events = [];
      end();
      try {
        const token = tokenIn(localStorage.getItem(key));
        if (token) fetch(base + `api/v1/sites/${encodeURIComponent(site)}/forget`, { method: "POST", body: token, credentials: "omit", keepalive: true }).catch(() => {});
        for (const storage of [localStorage, sessionStorage]) for (const name of ["", ":shared", ":draft", ":call"]) storage.removeItem(key + name);
      } catch {} // Storage is blocked: there is nothing in it.
    },
    /** @param {string} name @param {object} [properties] */
    track: (name, properties) => {
      events.push([name, properties, Date.now()]);
      events = events.slice(-20);
      tellEvents();
    },
    page: () => widget?.page(),
    /** @param {any} provider */
    video: (provider) => {
      rooms = provider;
    },
    /** @param {Theme} changes */
    setTheme: (changes) => {
      say(changes);
      widget?.restyle(look.accent, look.greeting);
    },
    /** @param {string} locale */
    setLocale: (locale) => {
      said.locale = locale;
      fetched?.then((ready) => ready.translate(), () => {});
    },
    startCobrowse: () => use((widget) => widget.startCobrowse()),
    // Also before the widget is there, which may go on with what the page before shared.
    stopCobrowse: () => starting?.then(() => widget?.stopCobrowse(), () => {}),
    cobrowseCode: () => use((widget) => widget.cobrowseCode()),
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
      masking: session?.problem(),
      error,
    }),
    /** @param {{ keep?: boolean }} [options] */
    destroy: (options) => {
      if (options?.keep) end();
      else api.reset();
      life.abort();
      host.remove();
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

  document.addEventListener("securitypolicyviolation", onViolation, { signal: life.signal });
  root.append(launcher, status);
  page.Alongside = api;
  api.push(...queue);
  if (!isManual) start();
})();
