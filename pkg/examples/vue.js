// The chat in a Vue app: `useChat("https://help.shop.example", "pk_…")` in the root component's setup().
import { onMounted, onUnmounted, ref } from "vue";

import { chat, embed } from "./embed.js";

/** @param {string} relay @param {string} site */
export function useChat(relay, site) {
  const unread = ref(0);
  /** @type {(() => void) | undefined} */
  let leave;
  onMounted(() => {
    // What is pushed before the script has run is done when it has.
    window.Alongside ??= [];
    window.Alongside.push(["on", "unread", (count) => (unread.value = count)]);
    leave = embed(relay, { site });
  });
  onUnmounted(() => leave?.());
  return {
    /** How many messages are unread. */
    unread,
    open: () => chat()?.open(),
    /** @param {string} name @param {import("alongside-live").EventProperties} [properties] */
    track: (name, properties) => chat()?.track(name, properties),
  };
}
