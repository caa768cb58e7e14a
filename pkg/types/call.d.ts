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
  /** Told of calls for the page's own scripts: `call:request`, `call:start`, `call:end`, `call:error`. */
  tell?(name: keyof CallEvents, detail: CallEvents[keyof CallEvents]): void;
}

/** What an agent calls for: `one_way` (shows something by camera), `two_way` (video both ways), `audio`, `screen`. */
export type CallKind = "one_way" | "two_way" | "audio" | "screen";

/** What the page may listen to. */
export interface CallEvents {
  /** An agent calls; the shopper is asked. */
  "call:request": { agent: string; kind: CallKind };
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
