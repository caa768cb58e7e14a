// The console's line with somebody in between who can say what the relay would, so that every state of the console can be seen.

/**
 * @typedef {object} Between
 * @property {(frame: object) => void} say what the console is to hear
 * @property {any[]} said what the console said that the relay is not to hear
 */

/**
 * Stands between the console and its relay. Frames of the kinds in `kept` stay here.
 * @param {import("@playwright/test").Page} agent
 * @param {string[]} kept
 * @returns {Promise<Between>}
 */
export async function standBetween(agent, kept) {
  /** @type {any[]} */
  const said = [];
  /** @type {import("@playwright/test").WebSocketRoute | undefined} */
  let line;
  await agent.routeWebSocket(/agent\/socket/, (socket) => {
    line = socket;
    const relay = socket.connectToServer();
    socket.onMessage((message) => {
      const frame = typeof message === "string" ? JSON.parse(message) : null;
      if (frame && kept.includes(frame.type)) said.push(frame);
      else relay.send(message);
    });
    relay.onMessage((message) => socket.send(message));
  });
  return { said, say: (frame) => line?.send(JSON.stringify(frame)) };
}
