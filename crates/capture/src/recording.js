// A recording: when the page is read, and what is sent of it. What a reading means for the mirror is wasm's (`mirror.rs`).
//
// Anything that may have changed asks for a flush; `schedule.js` says when it comes. While the caller is not ready for
// more, nothing is read: the page's own state is the queue, and the next flush sends the newest of it.
import { AnimationsOnDemand } from "./animations-on-demand.js";
import { Assets } from "./assets.js";
import { Audit } from "./audit.js";
import { Batch, UTF_8 } from "./batch.js";
import { cancel, every, requestFrame, sleep } from "./builtins.js";
import { Elements } from "./elements.js";
import { Fonts } from "./fonts.js";
import { Interaction } from "./interaction.js";
import { Ledger } from "./ledger.js";
import { ListTeller } from "./list-teller.js";
import { LongLists } from "./long-lists.js";
import { Masking } from "./masking.js";
import { NodeTeller } from "./node-teller.js";
import { plain } from "./nodes.js";
import { Look, State } from "./numbers.js";
import { OnDemand } from "./on-demand.js";
import { OpenPictures } from "./open-pictures.js";
import { checkedOptions } from "./options.js";
import { Policy } from "./policy.js";
import { Reach } from "./reach.js";
import { Hurry, Schedule, afterDrawing } from "./schedule.js";
import { Sheets } from "./sheets.js";
import { States } from "./states.js";
import { StillsOnDemand } from "./stills-on-demand.js";
import { Walker } from "./walker.js";

/**
 * The wasm half.
 * @typedef {object} Mirror
 * @property {number} nodes
 * @property {(names: Uint8Array, forgets: boolean) => void} learn
 * @property {(numbers: Int32Array, text: Uint8Array) => boolean} update
 * @property {(whole: boolean) => Uint8Array | undefined} frame
 * @property {(quirks: boolean) => void} forget
 * @property {(address: Uint8Array, bytes: Uint8Array) => Uint8Array | undefined} asset
 * @property {() => void} free
 */

/** How often what no event tells is looked for, and how long at a time, in ms. */
const AUDIT_EVERY = 400;
const AUDIT_FOR = 3;

/**
 * How long a slice of work is meant to last, in ms: a task that stays below 16 ms costs no frame, and a garbage collection may come
 * on top. Reading the page has a share of it; comparing, encoding and emitting what was read takes the rest.
 */
const SLICE = 8;
const READ_AT_LEAST = 1;
const READ_AT_MOST = 3;

/** How many changed places may wait to be read. */
const MOST_DIRT = 20_000;

/** How long an asset waits before asking again whether the caller is ready, in ms. */
const NOT_READY = 40;

export class Recording {
  /** Whether the page is laid out in quirks mode, as the mirror has it. */ #isQuirks = false;
  #isKeyframeDue = true;
  #areAllAssetsDue = false;
  #isStopped = false;
  /** How long a slice reads the page, in ms. The first one runs code that no engine has compiled well yet. */
  #readFor = 2;
  #isPreviewWanted = false;
  #preview = new OnDemand(async () => {
    const { Preview } = await import("./preview.js");
    return new Preview(this.walker.ledger, this.walker.elements, requestFrame);
  });
  /** Parts that this recording needs from its beginning, and most others don't. @type {OnDemand<unknown>[]} */ #parts = [];
  /** Who has the tree, if this page is recorded as part of another. @type {import("./outer_page.js").OuterPage | undefined} */ outerPage;
  /** How often the page was read anew because it and the mirror did not fit together. It should be 0. */
  restarts = 0;

  /**
   * @param {Mirror} mirror
   * @param {unknown} options
   */
  constructor(mirror, options) {
    const { emit, ready, ignore, assets, frames, within, policy } = checkedOptions(options);
    this.mirror = mirror;
    this.emit = emit;
    this.isWithin = within !== undefined;
    this.batch = new Batch();
    const { batch, isWithin } = this;
    this.schedule = new Schedule(
      isWithin ? () => this.outerPage?.ready() : ready,
      () => this.#flushOrEnd(),
      () => isWithin && (this.outerPage?.isAlone() ?? true),
    );
    const onDirty = () => this.schedule.soon();
    this.assets = new Assets(
      async (address, bytes) => {
        if (this.#isStopped) return true;
        const frame = assets ? mirror.asset(UTF_8.encode(address), bytes) : undefined;
        // A picture of a canvas or video is soon another one: no use to keep it.
        const isNamed = frame && assets === "named" && !address.startsWith("still:");
        if (frame) await this.#emitWhenReady((isNamed && (await this.assets.named(address, bytes, frame))) || frame, address);
        return frame !== undefined;
      },
      // What cannot be drawn either shows as an empty box.
      (address) => void this.stills.draw(address).catch(() => {}),
    );
    const onAddress = (/** @type {string} */ address) => {
      if (assets) this.assets.want(address);
    };
    this.masking = new Masking(policy);
    const { masking } = this;
    const fonts = new Fonts(onAddress);
    const sheets = new Sheets(onAddress, fonts);
    const elements = new Elements(ignore);
    const states = new States(masking, sheets, fonts, onAddress);
    const interaction = new Interaction(onDirty);
    this.stills = new StillsOnDemand(masking, states, async (address, bytes) => {
      await this.assets.send(address, bytes);
      await this.#ready();
    });
    const ledger = new Ledger();
    this.fonts = fonts;
    this.sheets = sheets;
    this.openPictures = new OpenPictures(masking, sheets, ledger);
    const nodes = new NodeTeller(ledger, masking, elements, states, sheets, this.stills, batch);
    const lists = new ListTeller(ledger, nodes, masking, elements, new LongLists(), batch);
    this.walker = new Walker(ledger, lists, interaction, onDirty, (hurry) => this.schedule.soon(hurry));
    this.animations = new AnimationsOnDemand(this.walker);
    this.audit = new Audit(this.walker, elements, states);
    this.reach = new Reach(ledger, masking, elements);
    this.#beginPage();
    if (within) this.#parts.push(new OnDemand(() => this.#openOuterPage(within)));
    if (frames.length > 0) this.#parts.push(new OnDemand(() => this.#addInnerPages(frames, assets)));
    this.#fetchParts();
    this.timer = every(AUDIT_EVERY, () => {
      // A hidden page is not drawn, and not looked at either; one that rests need not be drawn once more.
      if (plain(document, "hidden") || !this.schedule.isDue) this.#audit();
      else afterDrawing(() => this.#audit());
    });
    onDirty();
  }

  /**
   * Emits a keyframe before the browser draws next, and then all assets again, unless told not to: a viewer that
   * has only lost its place has them still.
   * @param {boolean} assets
   */
  keyframe(assets = true) {
    this.#isKeyframeDue = true;
    this.#areAllAssetsDue ||= assets;
    this.animations.again();
    this.schedule.soon(Hurry.ALL);
  }

  /**
   * Emits the bytes of assets that were told by name, each in a frame of its own.
   * @param {string[]} names in hexadecimal digits
   */
  async sendAssets(names) {
    for (const name of names) {
      const frame = this.#isStopped ? null : await this.assets.bytesByName(name);
      // It may have been masked since its name was told.
      if (frame) await this.#emitWhenReady(frame, this.assets.addressOf(name));
    }
  }

  /** Resolves when all that has changed so far is emitted; also in a hidden tab. */
  async flush() {
    this.walker.isThorough = true;
    await this.schedule.flushed();
    await this.animations.look(Look.NOW);
    if (await this.fonts.come()) this.walker.noteState(document, State.FONTS);
    // Canvases and videos are looked at seldom; who asks for all gets them as well.
    await this.stills.look(Look.NOW);
    // What these have found, or somebody who was just looking.
    if (this.schedule.isDue) await this.schedule.flushed();
    while (!this.#isStopped && this.assets.isBusy()) await sleep(4);
  }

  /**
   * Masks by this policy from now on, and no more by the one before. What the mirror has already is masked with the next frame,
   * and nothing is read before that. A policy that cannot be followed masks everything.
   * @param {import("./policy.js").Given} policy
   * @throws {TypeError} where it has not the form of a policy
   */
  setPolicy(policy) {
    try {
      this.masking.setPolicy(new Policy(policy));
    } catch (error) {
      this.masking.setPolicy(Policy.broken(/** @type {Error} */ (error).message));
      throw error;
    } finally {
      this.schedule.soon();
    }
  }

  /** Shows the shopper what the agent can't see, or no more. Resolves when it does. @param {boolean} on */
  async preview(on) {
    this.#isPreviewWanted = on && !this.#isStopped;
    const preview = this.#isPreviewWanted ? await this.#preview.get() : this.#preview.part;
    if (this.#isPreviewWanted) preview?.show();
    else preview?.hide();
  }

  /** Why everything is masked, if that is because something is wrong with the policy or the page; else nothing. */
  get problem() {
    return this.masking.policy.problem;
  }

  /** Stops. No observer, listener or timer is left behind. */
  stop() {
    if (this.#isStopped) return;
    this.#isStopped = true;
    cancel(this.timer);
    this.preview(false);
    this.schedule.stop();
    this.walker.stop();
    this.assets.stop();
    this.outerPage?.stop();
    // The caller may keep the recording; the page's copy goes now.
    this.mirror.free();
  }

  /** The element, document or shadow root of a name in the mirror, while it is in the page and not blocked. @param {number} id */
  node(id) {
    return this.#isStopped ? null : this.reach.node(id);
  }

  /** Whether no agent may act on a node: a secret field, or in a place that is marked so, blocked, or not the page's. @param {Node} node */
  isProtected(node) {
    return this.reach.isProtected(node);
  }

  /** How much was found and mended that no event of the browser had told. */
  get found() {
    return this.audit.found;
  }

  /** Fetches what is not there yet: more than once if it must be. */
  #fetchParts() {
    for (const part of this.#parts) part.get();
    if (this.#isPreviewWanted) this.preview(true);
  }

  /** Hands what is read to the page around this one, and not to wasm. @param {string[]} origins */
  async #openOuterPage(origins) {
    const { OuterPage } = await import("./outer_page.js");
    if (this.#isStopped) return;
    const outerPage = new OuterPage(origins);
    this.walker.writeInto(outerPage.notebook);
    this.emit = outerPage.emit;
    outerPage.open(this.walker, this.masking, () => this.#sendAllAssets());
    this.outerPage = outerPage;
  }

  /** Listens to pages of these origins in frames of this one. @param {string[]} origins @param {boolean | "named"} assets */
  async #addInnerPages(origins, assets) {
    const { InnerPages } = await import("./inner_pages.js");
    if (this.#isStopped) return;
    // The third kind of frame is an asset; a page inside has no others to send.
    const innerPages = new InnerPages(origins, this.walker.batch, async (asset, mayLeave) => {
      if (!assets || !(asset instanceof Uint8Array) || asset[1] !== 3) return;
      await this.#ready();
      if (!this.#isStopped && mayLeave(this.masking)) this.#emit(asset);
    });
    this.walker.addInnerPages(innerPages);
  }

  /** Looks for what no event told, and has it read and sent. */
  #audit() {
    if (this.#isStopped) return;
    this.#fetchParts();
    if (plain(document, "hidden") || !this.schedule.isReady()) {
      // Where nobody takes frames for long, what has changed since would pile up: all is read anew when somebody does.
      if (!this.isWithin && this.walker.dirt > MOST_DIRT) this.#forgetAll();
      return;
    }
    try {
      this.walker.forgetLost(this.mirror.nodes);
      this.audit.run(AUDIT_FOR);
    } catch {
      // Should the page's objects not let themselves be looked at, the next reading says so.
    }
    this.stills.look(Look.DUE);
    this.animations.look(Look.DUE);
    // Sheets and form fields are compared at every flush, so there has to be one.
    this.schedule.now();
  }

  /** Reads and sends for a while. Answers whether all is sent. Should wasm have trapped, that is the end of it. */
  #flushOrEnd() {
    try {
      return this.#flush();
    } catch (error) {
      console.error("Alongside: the recording has stopped", error);
      this.stop();
      return true;
    }
  }

  #flush() {
    // A document that was rewritten may have come to another layout mode, which only a keyframe can tell.
    this.masking.settle();
    const isMaskedOtherwise = this.masking.pageMode !== this.walker.ledger.modeOf(document);
    if (isMaskedOtherwise || isQuirks() !== this.#isQuirks) this.#forgetAll();
    const begun = performance.now();
    let isFinished = this.#read(this.#readFor);
    if (this.outerPage) {
      this.outerPage.send();
      return isFinished ?? true;
    }
    if (isFinished === null || !this.#update()) {
      // The way out of any inconsistency: forget all, read all, send all. There is none out of a second one.
      this.restarts++;
      this.walker.innerPages?.distrust();
      this.#forgetAll();
      isFinished = this.#read(Infinity);
      if (isFinished === null || !this.#update()) {
        console.error("Alongside: this page can't be recorded; the recording has stopped");
        this.stop();
        return true;
      }
    }
    this.#send();
    if (!isFinished) this.#fitSlices(performance.now() - begun);
    return isFinished;
  }

  /** Has the next slice read for as long as fits, given how long one took that read till the end of its time. @param {number} took in ms */
  #fitSlices(took) {
    const fits = (this.#readFor * SLICE) / took;
    this.#readFor = Math.max(READ_AT_LEAST, Math.min(READ_AT_MOST, (this.#readFor + fits) / 2));
  }

  /** Reads the page for so many ms; answers whether all of it was read, or null where its objects are not what a browser makes them. @param {number} milliseconds */
  #read(milliseconds) {
    try {
      return this.walker.read(milliseconds);
    } catch {
      return null;
    }
  }

  /** Brings the mirror up to what was read; answers whether it fits. */
  #update() {
    const [numbers, text, names, forgets] = this.batch.take();
    if (names.length > 0 || forgets) this.mirror.learn(names, forgets);
    return this.mirror.update(numbers, text);
  }

  /** Begins the page anew, with a keyframe. */
  #forgetAll() {
    const [, , names, forgets] = this.batch.take();
    this.mirror.learn(names, forgets);
    this.#beginPage();
    this.#isKeyframeDue = true;
    this.walker.readAllNext();
  }

  #beginPage() {
    this.#isQuirks = isQuirks();
    this.mirror.forget(this.#isQuirks);
  }

  #send() {
    const isKeyframe = this.#isKeyframeDue;
    this.#isKeyframeDue = false;
    const frame = this.mirror.frame(isKeyframe);
    if (frame) this.#emit(frame);
    if (frame) this.schedule.sent();
    // What came may have come with an animation.
    if (frame) this.animations.soon();
    // A viewer has no use for assets before its keyframe.
    if (!isKeyframe || !this.#areAllAssetsDue || this.#isStopped) return;
    this.#areAllAssetsDue = false;
    this.#sendAllAssets();
  }

  #sendAllAssets() {
    this.assets.sendAllAgain();
    this.stills.look(Look.AGAIN);
  }

  /** @param {Uint8Array} frame @param {string | undefined} address of what it brings; undefined for what is gone */
  async #emitWhenReady(frame, address) {
    await this.#ready(frame[1]);
    if (this.#isStopped) return;
    if (address === undefined) return;
    if (this.openPictures.mayLeave(address)) return this.#emit(frame);
    this.assets.forget(address);
    this.sheets.forget(address);
  }

  /** Waits until the caller takes another frame, or none any more. @param {number} [kind] of an asset's frame */
  async #ready(kind) {
    while (!this.#isStopped && !this.schedule.isReady(kind)) await sleep(NOT_READY);
  }

  /** @param {Uint8Array} frame */
  #emit(frame) {
    try {
      this.emit(frame);
    } catch (error) {
      // It is the caller's to see, and must not end the recording.
      console.error("Alongside: `emit` failed", error);
    }
  }
}

function isQuirks() {
  return plain(document, "compatMode") === "BackCompat";
}
