// Not run: the compiler reads it as a user of the package would write it, with every option, method and property of the engine.
// What must be refused stands under `@ts-expect-error`, which is an error itself where nothing is wrong.
import init, { record, type RecordOptions, type Recording } from "alongside-live/capture";
import initViewer, { Viewer } from "alongside-live/viewer";

declare const socket: WebSocket;

export async function share(): Promise<Recording> {
  await init();
  await init({ module_or_path: new URL("https://shop.example/capture_bg.wasm") });

  const options: Required<RecordOptions> = {
    emit: (frame) => socket.send(frame),
    ready: (kind) => socket.bufferedAmount < (kind === undefined ? 65_536 : 1_024),
    ignore: [...document.querySelectorAll("[data-mine]")],
    assets: false,
    frames: ["https://pay.example"],
    mask: [".customer"],
    block: ["#statement"],
    show: [".public"],
    privateByDefault: true,
    rules: [{ url: "/checkout/*", mask: ["#summary"], block: [], show: [".steps"] }, { mask: [] }],
  };
  const recording = record(options);
  recording.keyframe();
  recording.keyframe(false);
  await recording.flush();
  const counts: number[] = [recording.found, recording.restarts];
  console.log(counts);
  recording.setPolicy({ privateByDefault: false, rules: [{ url: "/", block: ["form"] }] });
  recording.setPolicy({});
  const problem: string = recording.problem;
  console.log(problem);
  recording.preview(true);
  recording.stop();
  record({ within: ["https://shop.example"], assets: false }).stop();
  return record({ emit: (frame) => void frame.buffer.slice(0) });
}

export async function watch(container: HTMLElement): Promise<void> {
  await initViewer();
  await initViewer({ module_or_path: "viewer_bg.wasm" });

  new Viewer(container, { pointer: true }).destroy();
  const viewer = new Viewer(container);
  viewer.push(new Uint8Array(await new Response().arrayBuffer()));
  const title: string | undefined = viewer.document?.title;
  const digest: string | undefined = viewer.digest;
  const [width, height] = viewer.viewport;
  console.log(title, digest, viewer.nodes, width, height);
  viewer.destroy();
}

export function wrong(): void {
  // @ts-expect-error emit is missing
  record({});
  // @ts-expect-error emit is given a frame, not a text
  record({ emit: (frame: string) => console.log(frame) });
  // @ts-expect-error misspelt
  record({ emit: () => {}, ingore: [] });
  // @ts-expect-error elements, not selectors
  record({ emit: () => {}, ignore: ["#mine"] });
  // @ts-expect-error the answer is yes or no
  record({ emit: () => {}, ready: () => "yes" });
  // @ts-expect-error true or false
  record({ emit: () => {}, assets: "no" });
  // @ts-expect-error origins, in a list
  record({ emit: () => {}, frames: "https://pay.example" });
  // @ts-expect-error selectors, in a list
  record({ emit: () => {}, mask: ".customer" });
  // @ts-expect-error a rule's keys are url, mask, block and show
  record({ emit: () => {}, rules: [{ path: "/", mask: [] }] });
  // @ts-expect-error a place is needed
  new Viewer();
  // @ts-expect-error bytes, not an array of numbers
  new Viewer(document.body).push([1, 2, 3]);
}
