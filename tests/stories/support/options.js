// A site's options as its owner sets them, with the command line; and hours that are open or closed now, whatever the time is.
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { writeFileSync } from "node:fs";

/** Runs the command line on the demo's database. @param {import("./demo.js").Demo} demo @param {string[]} words */
export function alongside(demo, ...words) {
  const command = [...words, "--database", join(demo.data, "alongside.db")];
  return execFileSync(process.env.ALONGSIDE_BIN ?? "alongside", command, { stdio: ["ignore", "pipe", "pipe"] }).toString();
}

/** @param {import("./demo.js").Demo} demo @param {string} toml */
export function setOptions(demo, toml) {
  const file = join(demo.data, "options.toml");
  writeFileSync(file, toml);
  alongside(demo, "site", "options", demo.site, "--file", file);
}

const DAYS = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];

/** Hours in UTC that turn open or closed at a moment, to the minute. @param {Date} at @param {"opens" | "closes"} turn */
export function turning(at, turn) {
  const time = at.toISOString().slice(11, 16);
  const day = DAYS[at.getUTCDay()];
  const range = turn === "opens" ? `${time}-24:00` : `00:00-${time}`;
  return `[hours]\ntime_zone = "UTC"\n${day} = ["${range}"]\n`;
}

/** Hours that are closed now, and open next Monday, Tuesday … at nine: on the day after tomorrow, in UTC. */
export function closedNow() {
  const at = new Date(Date.now() + 2 * 86_400_000);
  at.setUTCHours(9, 0, 0, 0);
  return { toml: `[hours]\ntime_zone = "UTC"\n${DAYS[at.getUTCDay()]} = ["09:00-18:00"]\n`, opensAt: at };
}

/** Hours that are always open. */
export const OPEN = `[hours]\ntime_zone = "UTC"\n${DAYS.map((day) => `${day} = ["00:00-24:00"]`).join("\n")}\n`;
