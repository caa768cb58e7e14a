// A stand-in for a service of video rooms: its rooms are pages that open a camera and say who is there, and its hook makes rooms for
// those who sign. What a real service does with sound and pictures is its own; this one shows that the way into it works.
import { createHmac } from "node:crypto";
import { createServer } from "node:http";

const ROOM = `<!doctype html><meta charset="utf-8"><title>A room</title>
<style>body { margin: 0; background: #16324f; color: #fff; font: 15px system-ui; text-align: center } video { width: 60%; border-radius: 8px }</style>
<h1>A room</h1><p id="here"></p><video autoplay muted playsinline></video><p id="camera">no camera</p>
<script>
  const here = () => fetch(location.pathname + "/here").then((answer) => answer.text()).then((count) => (document.querySelector("#here").textContent = count + " here"));
  setInterval(here, 300);
  navigator.mediaDevices.getUserMedia({ video: true }).then((stream) => {
    document.querySelector("video").srcObject = stream;
    document.querySelector("#camera").textContent = "camera " + stream.getVideoTracks()[0].readyState;
  }, (error) => (document.querySelector("#camera").textContent = error.name));
</script>`;

/**
 * @typedef {object} Asked a question of the relay's
 * @property {any} body
 * @property {boolean} isSigned by the hook's secret, over time and body
 *
 * @typedef {object} Rooms
 * @property {string} origin
 * @property {Asked[]} asked
 * @property {(secret: string) => void} trust gives it the secret of the hook
 * @property {(broken: boolean) => void} breakDown its hook answers with 500
 * @property {() => Promise<void>} close
 */

/** @returns {Promise<Rooms>} */
export async function startRooms() {
  /** @type {Asked[]} */
  const asked = [];
  /** @type {Map<string, number>} */
  const visits = new Map();
  let secret = "";
  let isBroken = false;
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? "/", "http://localhost");
    if (request.method === "POST") {
      let body = "";
      for await (const chunk of request) body += chunk;
      const [, time, signature] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(request.headers["alongside-signature"])) ?? [];
      const isFresh = Math.abs(Date.now() - Number(time)) < 60_000;
      const isSigned = isFresh && signature === createHmac("sha256", secret).update(`${time}.${body}`).digest("hex");
      asked.push({ body: JSON.parse(body), isSigned });
      const room = `http://${request.headers.host}/made-${JSON.parse(body).room}`;
      response.writeHead(isBroken ? 500 : isSigned ? 200 : 401, { "content-type": "application/json" });
      response.end(JSON.stringify({ url: room, agent_url: `${room}?host=yes` }));
      return;
    }
    const room = url.pathname.replace(/\/here$/, "");
    if (url.pathname !== room) {
      response.end(String(visits.get(room) ?? 0));
      return;
    }
    visits.set(room, (visits.get(room) ?? 0) + 1);
    response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end(ROOM);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  return {
    origin: `http://127.0.0.1:${port}`,
    asked,
    trust: (given) => {
      secret = given;
    },
    breakDown: (broken) => {
      isBroken = broken;
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
