/** What is masked, by CSS selectors. Where several match the same element, `block` goes before `mask`, and that before `show`. */
export interface MaskingSelectors {
  /** What shows as dots, with all that is in it. */
  mask?: string[];
  /** What shows as an empty box of its size. */
  block?: string[];
  /** What shows although it stands in a masked part. What is typed stays masked. */
  show?: string[];
}

/** Selectors that hold on some pages only. */
export interface MaskingRule extends MaskingSelectors {
  /**
   * The pages: a path such as `"/checkout/*"`, in which `*` stands for any run of characters. The query counts only where the
   * pattern has a `?`, the fragment only where it has a `#`. Without it the rule holds on all pages.
   */
  url?: string;
}

/** What is masked besides what always is, and what the page marks with `data-alongside`. */
export interface MaskingPolicy extends MaskingSelectors {
  /** Whether the whole page is masked but for what is marked to be shown. By default `false`. */
  privateByDefault?: boolean;
  /** More selectors, for some pages; they are judged anew whenever the address changes. */
  rules?: MaskingRule[];
}

/** What {@link record} is given. An option that is missing, misspelt or of the wrong type is an exception. */
export interface RecordOptions extends MaskingPolicy {
  /** Called with every frame, in order. The bytes are yours: they may be kept or transferred. */
  emit(frame: Uint8Array<ArrayBuffer>): void;
  /**
   * Asked before each frame. While it says no, changes fold into one another, and the next frame holds the newest
   * state. Without it frames come as they are ready.
   * @param kind Of an asset's frame, the frame's second byte: 3 an asset, 4 the name of one, 5 the bytes by name. None for the page's
   *   own. A caller on a slow line can so let the page go before its pictures.
   */
  ready?(kind?: number): boolean;
  /** Elements that are not part of the page: they and what is in them are never read. */
  ignore?: Element[];
  /**
   * Whether pictures and fonts are read and sent as well, each once. By default `true`. With `"named"`, a frame tells of each by
   * the SHA-256 of its bytes, and those follow only where {@link Recording.sendAssets} asks for them; on a page that did not come
   * by https they come at once.
   */
  assets?: boolean | "named";
  /**
   * Origins whose pages are recorded within this one, such as `"https://pay.example"`, where they stand in iframes and record
   * themselves with {@link InnerRecordOptions}. By default none.
   */
  frames?: string[];
}

/** What {@link record} is given in an iframe of another origin, to be recorded as part of the page around it. */
export interface InnerRecordOptions extends Omit<RecordOptions, "emit" | "ready"> {
  /** Origins of the pages that may have what this one shows, such as `"https://shop.example"`. */
  within: string[];
}

/** A page being read, until {@link Recording.stop}. */
export interface Recording {
  /** Ends it. No observer, listener or timer is left behind. */
  stop(): void;
  /**
   * Emits a keyframe before the browser draws next. A viewer needs one to begin, and after a frame that it refused.
   * @param assets Whether to emit all assets again as well; a viewer that only lost its place still has them. By default `true`.
   */
  keyframe(assets?: boolean): void;
  /** Emits the bytes of assets that were told by name. @param names SHA-256, in hexadecimal digits */
  sendAssets(names: string[]): Promise<void>;
  /** Resolves when all that has changed so far is emitted; not before `ready` lets it. */
  flush(): Promise<void>;
  /** The element, document or shadow root of a name in the mirror, while it is in the page and not blocked. */
  node(id: number): Node | null;
  /**
   * Whether no agent may act on a node: a field for a password, a payment or a file, what is marked `no-control` or `block`, and
   * what is not part of the recorded page.
   */
  isProtected(node: Node): boolean;
  /**
   * Masks by this policy from now on instead of by the one before. What was told already is masked with the next frame. One of the
   * wrong form is an exception, and masks everything.
   */
  setPolicy(policy: MaskingPolicy): void;
  /**
   * Shows the shopper what the agent can't see: a pattern lies over it, until it is switched off or the recording stops. Resolves
   * when it does: the script for it is fetched when it is wanted first. Where that fails, it is tried again until it works.
   */
  preview(on: boolean): Promise<void>;
  /** Why the whole page is masked, if a selector of the policy cannot be followed on it; else `""`. */
  readonly problem: string;
  /** How many changes were found and mended that no event of the browser had told. */
  readonly found: number;
  /** How often an inconsistency was found and mended by reading the whole page anew. */
  readonly restarts: number;
}

/** Begins to read the page that this script runs in. */
export declare function record(options: RecordOptions | InnerRecordOptions): Recording;

/** Fetches and starts the module; await it before {@link record}. By default its wasm is looked for beside it. */
export default function init(options?: {
  module_or_path: WebAssembly.Module | Response | URL | string;
}): Promise<unknown>;
