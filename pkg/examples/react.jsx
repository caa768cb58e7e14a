// The chat in a React app: <Chat relay="https://help.shop.example" site="pk_…" /> once, anywhere.
import { useEffect } from "react";

import { chat, embed } from "./embed.js";

/** @param {{ relay: string, site: string, theme?: import("alongside-live").Theme, onUnread?: (count: number) => void }} props */
export function Chat({ relay, site, theme, onUnread }) {
  useEffect(() => embed(relay, { site }), [relay, site]);
  useEffect(() => whenThere(() => chat()?.setTheme(theme ?? {})), [theme]);
  useEffect(() => {
    /** @type {(() => void) | undefined} */
    let unsubscribe;
    const cancel = whenThere(() => {
      unsubscribe = onUnread && chat()?.on("unread", onUnread);
    });
    return () => {
      cancel();
      unsubscribe?.();
    };
  }, [onUnread]);
  return null;
}

/** Calls `then` as soon as the script has run. Returns what calls it off. @param {() => void} then */
function whenThere(then) {
  let isOff = false;
  window.Alongside ??= [];
  window.Alongside.push(() => {
    if (!isOff) then();
  });
  return () => {
    isOff = true;
  };
}
