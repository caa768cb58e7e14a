// The chat in an app whose components come and go: what the examples for React and Vue share.

/** What is wanted now. @type {import("alongside-live").BootOptions | undefined} */
let wanted;
/** The script, while it is on its way. @type {HTMLScriptElement | undefined} */
let loading;

/**
 * Loads the relay's script, once, and starts the chat. Returns what takes it out of the page again; the shopper's conversation
 * stays hers.
 * @param {string} relay such as "https://help.shop.example"
 * @param {import("alongside-live").BootOptions} settings
 */
export function embed(relay, settings) {
  const mine = (wanted = { ...settings });
  if (chat()) chat()?.boot(mine);
  else loading ??= load(relay);
  return () => {
    // React's strict mode comes and goes before the script has come.
    if (wanted !== mine) return;
    wanted = undefined;
    chat()?.destroy({ keep: true });
  };
}

/** The chat, once its script has run. @returns {import("alongside-live").Alongside | undefined} */
export function chat() {
  const there = window.Alongside;
  return there && "diagnose" in there ? there : undefined;
}

/** @param {string} relay */
function load(relay) {
  const script = document.createElement("script");
  const over = () => {
    loading = undefined;
    script.remove();
    if (wanted) chat()?.boot(wanted);
    else chat()?.destroy({ keep: true });
  };
  script.src = `${relay}/alongside.js`;
  script.async = true;
  script.dataset.manual = "";
  script.onload = script.onerror = over;
  document.head.append(script);
  return script;
}
