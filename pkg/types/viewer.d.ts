/** Shows one recording. */
export declare class Viewer {
  /**
   * Fills `container` with a scaled view of the page, empty until the first keyframe. The container has a size of its
   * own, `position: relative` and `overflow: hidden`.
   * @param options With `pointer`, it also draws where the shopper points, and a ring where she presses. `assetStore` is the address
   *   under which assets are read that come by name, such as `"https://view.example/assets/"`: their name is put after it.
   *   `assetOrigins`, with spaces between them, are origins from which an `<img>` that could not be read is loaded by its own
   *   address, if the page's policy (`img-src`) lets it. A hostile page can then have them asked for any path.
   */
  constructor(container: Element, options?: { pointer?: boolean; assetStore?: string; assetOrigins?: string });
  /**
   * Takes a frame: a keyframe, a delta or an asset.
   * @throws {Error} Why the frame was refused. The view stays as it is until the next keyframe: ask the recording for one.
   */
  push(frame: Uint8Array): void;
  /** The document that shows the page; none before the first keyframe. */
  readonly document: Document | undefined;
  /** The digest of the tree that is shown, in hexadecimal digits. */
  readonly digest: string | undefined;
  /** How many nodes the page has. */
  readonly nodes: number;
  /** Width and height of the recorded viewport, in CSS px; zeros before the first keyframe. */
  readonly viewport: Float64Array;
  /** Takes the view away, and frees all that it held. The viewer can't be used any more. */
  destroy(): void;
}

/** Fetches and starts the module; await it before the first {@link Viewer}. By default its wasm is looked for beside it. */
export default function init(options?: {
  module_or_path: WebAssembly.Module | Response | URL | string;
}): Promise<unknown>;
