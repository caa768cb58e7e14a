import type { Recording } from "./capture.js";

/** What {@link assist} is given. */
export interface AssistOptions {
  /** The session's id: frames of another one are not heard. */
  session: string;
  /** Where it shows itself. It has to be, or stand in, an element that the recording ignores. */
  host: Element | ShadowRoot;
  /** Tells which node an agent means, and which nodes are out of bounds. */
  recording: Pick<Recording, "node" | "isProtected">;
  /** The ids of the agents who see the page. By default none: then nothing that is heard is done. */
  watchers?: string[];
  /** Given frames for the relay: `cobrowse_grants`, `cobrowse_refuse` and `cobrowse_outcome`. */
  send(frame: object): void;
  /** The words that she sees: `assist` of the relay's table of a language, `embed/locales/de.json`. English without them. */
  words?: string[];
  /** Told of control for the page's own scripts: `cobrowse:grant` and `cobrowse:revoke`, with their details. */
  tell?(name: "cobrowse:grant" | "cobrowse:revoke", detail: ControlGranted | ControlRevoked): void;
}

/** What only the shopper can grant. */
export type Control = "scroll" | "click" | "type" | "navigate";

/** An agent may do something on the page from now on. */
export interface ControlGranted {
  /** The agent's display name. */
  agent: string;
  capability: Control;
  /** When it ends by itself, in ms since 1970 UTC. */
  until: number;
}

/** An agent may do something no more. */
export interface ControlRevoked {
  /** The agent's display name. */
  agent: string;
  capability: Control;
}

/** What agents show and do on the page, until {@link Assist.destroy}. */
export interface Assist {
  /** A frame came from the relay. */
  hear(frame: object): void;
  /** These agents see the page now; nobody else may do anything. */
  watchers(agents: string[]): void;
  /** While it is paused, no agent does or shows anything. */
  pause(on: boolean): void;
  /** Takes everything back and out of the page. */
  destroy(): void;
}

/** Begins to hear agents on the page that this script runs in. */
export declare function assist(options: AssistOptions): Assist;

/** Fetches and starts the module; await it before {@link assist}. By default its wasm is looked for beside it. */
export default function init(options?: {
  module_or_path: WebAssembly.Module | Response | URL | string;
}): Promise<unknown>;
