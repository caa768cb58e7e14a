/** What {@link call} is given. */
export interface CallOptions {
  /** An element of the panel, empty: the ring and the call are drawn into it. */
  place: Element;
  /** Under which key of the tab's session storage a call is kept for its next page. */
  key: string;
  /** Given frames for the relay whose type begins with `call_`. */
  send(frame: object): void;
  /** It rings: brings the panel up. */
  show(): void;
  /** The section `call` of a locale's table; English without. */
  words?: string[];
  /** Told of calls for the page's own scripts: `call:request`, `call:ring`, `call:start`, `call:end`, `call:error`. */
  tell?(name: keyof CallEvents, detail: CallEvents[keyof CallEvents]): void;
  /** The page's own rooms, if it has any: asked for anew with each call. */
  provider?(): VideoProvider | undefined;
  /** Where rooms open: in the panel, unless they are to have a window. */
  opens?: "panel" | "window";
}

/** What a page's provider of rooms is told of a call. */
export interface VideoContext {
  /** The call's id: the same for `request` and `end`. */
  call: string;
  /** The display name of the agent who calls. */
  agent: string;
  /** The room that the site has for this call, by `room_url` or its hook; undefined where it has none. */
  url: string | undefined;
  /** Whether she was in this call on the page before already. */
  resumed: boolean;
}

/**
 * A room for a call: an address, which opens in the panel or in a window; an element, which is put into the panel; either of them
 * with the agent's own address; or `null`, and the site's room is taken.
 */
export type VideoRoom = string | URL | HTMLElement | { open: string | URL | HTMLElement; agentUrl?: string } | null | undefined;

/** Rooms of a provider that the shop already has: `Alongside.push(["video", provider])`. */
export interface VideoProvider {
  /** She has accepted: the room for this call. What it throws ends the call, and she is told so. */
  request(context: VideoContext): VideoRoom | Promise<VideoRoom>;
  /** The call is over, or she has left the page's room: leave it, and free its devices. */
  end?(context: VideoContext): void;
}

/**
 * What an agent calls for: `one_way` (shows something by camera), `two_way` (video both ways), `audio`, `screen`, `room` (a room of
 * the shop's own provider).
 */
export type CallKind = "one_way" | "two_way" | "audio" | "screen" | "room";

/** What the page may listen to. */
export interface CallEvents {
  /** An agent calls. */
  "call:request": { agent: string; kind: CallKind };
  /** The panel is up, and asks her. */
  "call:ring": { agent: string; kind: CallKind };
  /** She has accepted. */
  "call:start": { agent: string; kind: CallKind };
  /** It is over, or never began. */
  "call:end": {
    reason: "declined" | "unanswered" | "visitor_ended" | "agent_ended" | "failed" | "line_lost" | "elsewhere" | (string & {});
  };
  /** A device did not open, or no connection could be made: in a sentence for people. */
  "call:error": { message: string };
}

/** Calls on a page. */
export interface Call {
  /** A frame of the relay whose type begins with `call_`. */
  hear(frame: object): void;
  /** The line to the relay is there, for the first time or again. */
  welcomed(): void;
  /** Leaves the page as it was, and frees the devices. */
  destroy(): void;
}

/** Fetches and starts the module; await it before {@link call}. By default its wasm is looked for beside it. */
export default function init(options?: { module_or_path: WebAssembly.Module | URL | string }): Promise<unknown>;

/** Begins to listen for calls. */
export declare function call(options: CallOptions): Call;
