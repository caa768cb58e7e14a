// Our own copy of a style sheet that the page uses without having asked whether it may read it. Many servers say yes to everybody.
// Fetched once a page has such a sheet; what such a copy imports is left out.

/**
 * A copy of the sheet at an address, or nothing where its server does not let us read it.
 * @param {string} href
 */
export async function copyOf(href) {
  const options = /** @type {RequestInit} */ ({ credentials: "omit", referrerPolicy: "no-referrer" });
  for (const cache of /** @type {RequestCache[]} */ (["force-cache", "reload"])) {
    try {
      const answer = await fetch(href, { ...options, cache });
      if (!answer.ok || !answer.headers.get("content-type")?.startsWith("text/css")) return;
      return await new CSSStyleSheet().replace(await answer.text());
    } catch {
      // What is cached may lack the permission that the server would give to one who asks.
    }
  }
}
