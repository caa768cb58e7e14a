import type { Assist, AssistOptions, ControlGranted, ControlRevoked } from "./assist.js";
import type { Call, CallEvents, CallOptions, VideoContext, VideoProvider, VideoRoom } from "./call.js";
import type { MaskingRule, RecordOptions, Recording } from "./capture.js";

export type { ControlGranted, ControlRevoked, MaskingRule, RecordOptions, Recording, VideoContext, VideoProvider, VideoRoom };

/** The site's look and words, as the relay's boot answer gives them. */
export interface SiteSettings {
  name: string;
  greeting: string;
  /** `#rrggbb` */
  accent: string;
  /** A `mailto:` or `https:` address; empty where the site has none. */
  contact: string;
  /** Whether shared pages are recorded, which the shopper is told before she agrees. */
  records?: boolean;
}

/** How the launcher and the panel look. What is left out is as the site has set it; `null` makes it so again. */
export interface Theme {
  /** `#rrggbb`. The colour of text on it, and the shades of it that are text, are computed so that they can be read. */
  accent?: string | null;
  /** The corner: `end` is the right one where lines run from left to right. */
  position?: "start" | "end" | null;
  /** How far the launcher is from the side of the window, in CSS px. By default 20. */
  side?: number | null;
  /** How far the launcher is from the bottom of the window, in CSS px. By default 20. */
  bottom?: number | null;
  /** How round the panel's corners are, in CSS px, 0 to 24. By default 16, with a round launcher. */
  radius?: number | null;
  /** By default `auto`: as the shopper's system has it. */
  scheme?: "auto" | "light" | "dark" | null;
  /** The launcher's picture. By default `chat`. */
  icon?: "chat" | "question" | "smile" | "mail" | null;
  /** Words on the launcher, beside the picture. By default none. */
  label?: string | null;
  /** The panel's first words to a shopper without history. */
  greeting?: string | null;
}

/** What {@link Alongside.boot} starts with. What is left out is as before, or as the script's attributes say. */
export interface BootOptions extends Theme {
  /** The site's public key. */
  site?: string;
  /** A `mailto:`, `tel:` or `https:` address, shown where the chat cannot load, in the place of the site's own. */
  contact?: string;
  /** The language, such as `de`. */
  locale?: string;
}

/** More about an event: what can be read at a glance. Lists and objects are left out. */
export type EventProperties = Record<string, string | number | boolean | null | undefined>;

/** What the site wants masked, as the relay's boot answer gives it; options of `record` have the same. */
export interface Masking {
  private_by_default?: boolean;
  rules?: MaskingRule[];
}

/** Why the widget did not load, or stopped. */
export interface LoadError {
  code:
    | "unreachable"
    | "refused"
    | "csp-blocked"
    | "wasm-blocked"
    | "wrong-mime"
    | "unsupported"
    | "builtins"
    | "panic"
    | (string & {});
  /** What happened, to what, and what to do: for the site's owner. */
  message: string;
  /** The section of the documentation about it. */
  docs: string;
}

/** What {@link Alongside.on} can listen to, and what its listeners are given. */
export interface EventDetails extends CallEvents {
  /** The relay has answered for the first time. */
  ready: undefined;
  open: undefined;
  close: undefined;
  /** An agent said something. */
  message: { author: string; body: string };
  /** How many messages are unread. */
  unread: number;
  "cobrowse:start": undefined;
  /** The page is no longer shared, or will not be: the relay refused the start. */
  "cobrowse:stop": undefined;
  /** The shopper holds the view where it is. Also on her next page, after `cobrowse:start`, while it is held there. */
  "cobrowse:pause": undefined;
  "cobrowse:resume": undefined;
  /** The shopper allows an agent to do something, one event for each capability; again if she allows it anew. */
  "cobrowse:grant": ControlGranted;
  /** It is taken back, given back, over, gone to another agent, or sharing has ended. */
  "cobrowse:revoke": ControlRevoked;
  /** The shopper has a code to read out: six digits, and when they end, in ms since 1970 UTC. */
  "cobrowse:code": { code: string; expiresAt: number };
  error: LoadError;
}

export type EventName = keyof EventDetails;

/** What `diagnose()` tells. */
export interface Diagnosis {
  site: string;
  relay: string;
  state: "idle" | "loaded" | "starting" | "running" | "failed";
  connection: "none" | "connecting" | "open" | "waiting" | "refused" | "deleted";
  /** What the page's CSP has blocked of ours. */
  blocked: string[];
  /** Why all of the shared page is masked, if something is wrong with the site's masking policy or the page. */
  masking: string | undefined;
  error: LoadError | undefined;
}

/**
 * A JSON Web Token that the shop's server has signed, or a function that fetches one: it is called when the widget starts.
 * See docs/identity.md.
 */
export type Identity = string | (() => string | Promise<string>);

/** What is said of the shopper without a signature: agents see it as "not verified". */
export interface About {
  name?: string;
  email?: string;
}

/** A command for the queue: its name and arguments, or a function to call. */
export type Command =
  | ["open" | "close" | "toggle" | "show" | "hide" | "page" | "reset" | "startCobrowse" | "stopCobrowse" | "cobrowseCode"]
  | ["newMessage", string]
  | ["identify", Identity]
  | ["update", About]
  | ["boot", BootOptions?]
  | ["track", string, EventProperties?]
  | ["video", VideoProvider | undefined]
  | ["setTheme", Theme]
  | ["setLocale", string]
  | ["destroy", { keep?: boolean }?]
  | { [Name in EventName]: ["on", Name, (detail: EventDetails[Name]) => void] }[EventName]
  | (() => void);

/** `window.Alongside` once the script has run. */
export interface Alongside {
  /** Starts, or starts anew with other settings. Needed only where the script tag says `data-manual`. */
  boot(options?: BootOptions): void;
  /** Opens the panel; loads the widget first where needed. */
  open(): void;
  close(): void;
  toggle(): void;
  /** Shows the launcher again. */
  show(): void;
  /** Closes the panel and hides the launcher. */
  hide(): void;
  /** Opens the panel with a text in the composer. It is the shopper who sends it. */
  newMessage(text: string): void;
  /** Opens the panel with the question whether this page may be shared. It is the shopper who answers. */
  startCobrowse(): void;
  /** Ends sharing, if this page is shared. */
  stopCobrowse(): void;
  /** Opens the panel with a code that the shopper reads to an agent on the phone; `cobrowse:code` tells it to the page. */
  cobrowseCode(): void;
  /**
   * Says who the shopper is. Nothing is connected for that: it is told when the chat starts. One that runs already starts anew
   * if this is another token than before.
   */
  identify(identity: Identity): void;
  /** Says what the shopper is called, in words that nobody has signed. */
  update(about: About): void;
  /** Speaks another language from now on, such as `de` or `pt-BR`: before all that page, site and browser say of it. */
  setLocale(tag: string): void;
  /** Forgets the shopper in this browser, as at a log-out: her conversation, what she shares, what is in the storage. */
  reset(): void;
  /**
   * Tells the agents of something that the shopper did, beside her conversation. Nothing is sent before she has opened the chat:
   * until then the newest 20 wait in the page's memory.
   */
  track(name: string, properties?: EventProperties): void;
  /** Says that the shopper is on another page of an app that changes pages without a load. Only needed in browsers without the Navigation API. */
  page(): void;
  /** Gives calls into rooms a provider of the page's own, in place of the one before; none takes it away. Asked when she accepts. */
  video(provider: VideoProvider | undefined): void;
  /** Changes how it looks, at once. */
  setTheme(theme: Theme): void;
  /**
   * Takes everything out of the page and of the browser's storage: nothing is left, and `window.Alongside` neither. With `keep` the
   * storage stays as it is: on the next page, or where the script is loaded again, the shopper finds her conversation.
   */
  destroy(options?: { keep?: boolean }): void;
  /** Calls `listener` for each event; the function returned stops that. */
  on<Name extends EventName>(name: Name, listener: (detail: EventDetails[Name]) => void): () => void;
  /** How it stands, and what went wrong. */
  diagnose(): Diagnosis;
  push(...commands: Command[]): void;
}

/** What the widget module's `mount` is given. */
export interface MountOptions {
  /** The relay's origin. */
  relay: string;
  /** The site's public key. */
  site: string;
  settings: SiteSettings;
  /** Whether the panel is open at once. */
  open?: boolean;
  /** Whether no page's title is told to the agents, as for sites whose pages are private by default. */
  untitled?: boolean;
  /** The language that the panel speaks, such as `de-AT`, with `panel` of the relay's table for it. English without words. */
  locale?: string;
  words?: string[];
  /** Fetches and initialises the capture module. */
  loadCapture(): Promise<{ record(options: RecordOptions): Recording }>;
  /** Fetches and initialises the assist module. */
  loadAssist?(): Promise<{ assist(options: AssistOptions): Assist }>;
  /** Fetches, initialises and begins the call module. Without it, agents cannot call the shopper. */
  loadCall?(options: CallOptions): Promise<Call>;
  /** Fetches and initialises the module for files and emoji. Without it neither is offered. */
  loadPickers?(): Promise<{ pickers(options: object): object }>;
  /** Who the shopper is, in a token that the shop's server has signed. */
  identity?: string;
  /** Told of each event; `error` comes with a message. */
  emit(name: EventName, detail: unknown): void;
}

/** A running widget. */
export interface Handle {
  open(): void;
  close(): void;
  newMessage(text: string): void;
  startCobrowse(): void;
  stopCobrowse(): void;
  cobrowseCode(): void;
  describe(name?: string, email?: string): void;
  /** Speaks another language: its tag, and `panel` of the relay's table for it. Without words it is English. */
  setLocale(tag: string, words?: string[]): void;
  /** Something that the page's script tells of; `at` is in ms since 1970 UTC. */
  track(name: string, properties: unknown, at: number): void;
  /** The shopper may be on another page. */
  page(): void;
  /** Another accent and greeting. */
  restyle(accent: string, greeting: string): void;
  connection(): Diagnosis["connection"];
  /** Reading the page failed outside of a call; why. */
  captureFailed(reason: string): void;
  /** What does agents' acts failed outside of a call. */
  assistFailed(): void;
  /** What has calls failed outside of a call of the widget. */
  callFailed(): void;
  destroy(): void;
}

/** Fetches and starts the module; await it before `mount`. */
export default function init(options?: { module_or_path: WebAssembly.Module | URL | string }): Promise<unknown>;

/** Runs the widget in a shadow root. */
export declare function mount(root: ShadowRoot, options: MountOptions): Handle;

declare global {
  interface Window {
    /** Before the script has run: a queue of commands. */
    Alongside?: Alongside | Command[];
  }
}
