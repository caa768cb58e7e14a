// @ts-check
/**
 * Fetched by the loader when the shopper is about to need the widget: gets the rest, runs it, and minds what may happen to it.
 * What the page sees (launcher, API, the card for when nothing works) stays in the loader.
 * @import { EventName, Handle, Masking, MountOptions, Recording, SiteSettings, Theme, VideoProvider } from "../types/index"
 */

/**
 * @typedef {object} Loader what the loader gives
 * @property {string} relay its address, with a slash at the end
 * @property {string} site
 * @property {string} key of what is stored
 * @property {ShadowRoot} root
 * @property {Element} host
 * @property {string} retry what makes an address another one, after a failure
 * @property {Promise<WebAssembly.Module>} wasm of the widget
 * @property {boolean} isShared whether this tab's page before was
 * @property {{ words: any, language: string }} tongue what all of it says, of which the loader has its own part in English
 * @property {() => string | undefined} wish the language that the page wants
 * @property {() => VideoProvider | undefined} rooms the page's own, for calls
 * @property {() => void} label says the launcher's words anew
 * @property {(path: string) => Promise<Response>} get
 * @property {(code: string, message: string) => unknown} problem
 * @property {(text: string | null) => string | undefined} tokenIn
 * @property {(name: EventName, detail?: unknown) => void} emit
 * @property {(cause: unknown) => void} end
 * @property {() => void} restart
 * @property {() => void} reset
 * @property {(settings: SiteSettings & Theme) => void} tell what the site has set
 *
 * @typedef {object} Session a widget that can run, and then runs
 * @property {(options: Pick<MountOptions, "settings" | "open" | "identity">) => Handle} mount
 * @property {() => Promise<void>} translate
 * @property {() => string | undefined} problem of the recording
 * @property {() => void} stop
 */

/** @param {Loader} loader @returns {Promise<Session>} */
export default async ({ relay, site, key, root, host, retry, wasm, isShared, tongue, rooms, wish, label, get, problem, tokenIn, emit, end, restart, reset, tell }) => {
  const embed = relay + "embed/";
  const life = new AbortController();
  const { signal } = life;
  /** @type {Masking | undefined} */ let masking;
  /** @type {Promise<any> | undefined} */ let captured;
  /** @type {Recording | undefined} */ let recording;
  /** @type {{ destroy(): void } | undefined} */ let assistance;
  /** @type {{ destroy(): void } | undefined} */ let calling;
  /** @type {Handle | undefined} */ let widget;
  /** @type {Promise<any> | undefined} */ let raised;
  /** @type {string | undefined} */ let ofSite;
  /** Where rooms open. @type {string | undefined} */ let opens;
  /** @type {Promise<unknown> | undefined} */ let extras;
  /** @type {(exports: WebAssembly.Exports) => void} */ let begin = () => {};
  /** @type {Promise<WebAssembly.Exports>} the widget's first half, once it runs */
  const first = new Promise((resolve) => (begin = resolve));
  /** Says the words of a part anew. @type {(() => void)[]} */ const speakers = [];
  let locale = "en";
  /** How often the language was set. */ let turns = 0;

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
    return { assist: /** @param {any} options */ (options) => (assistance = module.assist({ ...options, words: tongue.words.assist, tell: emit })) };
  };

  // And for calls.
  const loadCall = /** @param {any} options */ async (options) => {
    const module = await part("call");
    return (calling = module.call({ ...options, words: tongue.words.call, tell: emit, provider: rooms, opens }));
  };

  // And for files and emoji.
  const loadPickers = async () => {
    const module = await part("pickers");
    return { pickers: /** @param {any} options */ (options) => module.pickers({ ...options, words: tongue.words.pickers }) };
  };

  // The widget's second half, which is given what the first half has. To that of another build it does not fit, and is refused.
  const loadExtras = () => (extras ||= fetchExtras()).catch((cause) => {
    extras = undefined;
    throw cause;
  });

  const fetchExtras = async () => {
    const a = await first;
    // A build for working on it may be whole.
    if ("~0" in a) await WebAssembly.instantiateStreaming(get("embed/widget_extras.wasm"), { a });
  };

  /** @param {string} name The widget's own side of it is in its second half. */
  const part = async (name) => {
    const module = await import(embed + name + ".js");
    // At the same time: the second half waits for the first, which may wait for the relay.
    await Promise.all([module.default(), loadExtras()]);
    // Who asked for it may be gone.
    signal.throwIfAborted();
    speakers.push(() => module.speak?.(tongue.words[name]));
    return module;
  };

  // The page before this one was shared: this one will be in a moment.
  if (isShared) loadCapture().catch(() => {});

  /** What cannot be had in her language is said in the one before. */
  const translate = async () => {
    const tag =
      [wish(), ofSite, document.documentElement.lang, navigator.language].find((tag) =>
        /^(ar|de|en|es|fr|he|it|ja|nl|pl|pt|tr|zh)(?![a-z])/i.test(tag || ""),
      ) || "en";
    const language = tag.slice(0, 2).toLowerCase();
    const mine = ++turns;
    try {
      const words = language === tongue.language ? tongue.words : await (await get(`embed/locales/${language}.json`)).json();
      // She may have been asked to speak another one meanwhile.
      if (mine !== turns) return;
      tongue.words = words;
      locale = tag;
      tongue.language = language;
      label();
      speakers.forEach((speak) => speak());
    } catch {}
  };

  const asked = async () => (await get(`api/v1/sites/${encodeURIComponent(site)}/boot`)).json();

  const booted = async () => {
    // Also where the relay refuses or the answer does not come: that is said in her language, too.
    const answer = await asked().catch((cause) => translate().then(() => Promise.reject(cause)));
    ofSite = answer.options?.locale;
    opens = answer.options?.calls?.room_opens;
    await translate();
    if (!answer.settings) throw problem("refused", answer.error.message);
    masking = answer.masking;
    tell({ ...answer.settings, ...answer.options?.theme });
  };

  // All at once: the first that fails says why.
  const [module, compiled] = await Promise.all([import(embed + "widget.js" + retry), wasm, booted()]);
  begin(await module.default({ module_or_path: compiled }));

  /** @param {any} event A panic is a trap. */
  const onTrap = (event) => {
    const cause = event.error || event.reason;
    if (!(cause instanceof WebAssembly.RuntimeError)) return;
    const where = String(cause.stack).split(embed)[1] || "";
    if (where[2] === "p") widget?.captureFailed(cause.message);
    if (where[2] === "l") widget?.callFailed();
    if (where[0] === "a") widget?.assistFailed();
    if (where[0] === "w") end(cause);
  };

  /** @param {StorageEvent} event In another tab she logged in or out: her conversation is another one. */
  const onStorage = ({ key: changed, oldValue, newValue }) => {
    if (changed !== key || tokenIn(oldValue) === tokenIn(newValue)) return;
    if (tokenIn(newValue)) restart();
    else if (widget?.connection() !== "deleted") reset();
  };

  // The bar of a shared page shows, in the top layer.
  const onBar = () => {
    raised ||= import(embed + "top-layer.js").then(({ keepOnTop }) => keepOnTop(root, host, signal), () => {});
  };

  return {
    mount: (options) => {
      addEventListener("error", onTrap, { signal });
      addEventListener("unhandledrejection", onTrap, { signal });
      addEventListener("storage", onStorage, { signal });
      root.addEventListener("toggle", onBar, { signal, capture: true });
      const untitled = masking?.private_by_default;
      widget = module.mount(root, { relay, site, untitled, locale, words: tongue.words.panel, loadCapture, loadAssist, loadCall, loadPickers, loadExtras, emit, ...options });
      return /** @type {Handle} */ (widget);
    },
    translate: async () => {
      await translate();
      widget?.setLocale(locale, tongue.words.panel);
    },
    problem: () => recording?.problem,
    stop: () => {
      life.abort();
      // What has trapped may trap again.
      for (const stop of [() => recording?.stop(), () => assistance?.destroy(), () => calling?.destroy(), () => widget?.destroy()]) try { stop(); } catch {}
      // What was asked of the relay may be answered yet.
      widget = undefined;
    },
  };
};
