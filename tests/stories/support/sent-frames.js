// Which mirror frames a page has sent, from what left it on its socket. A second reader of envelopes and parts, written from
// `docs/protocol.md`. Does not own: what is in the frames (`frame-bodies.js`).

/** What stands before a mirror frame, and before a stretch of one in an envelope's payload, in bytes. */
const ENVELOPE = 22;
const PART = 9;

/** The kind of an envelope with a part; smaller ones are of whole frames, up to DELTA of the page's own. */
const PART_KIND = 6;
const DELTA = 2;

/** What a frame begins with whose own beginning nobody heard: the format and its kind. @param {number} kind */
const unheard = (kind) => Buffer.from([1, kind]);

/**
 * The frames, as they were before they were put into envelopes and parts, in the order in which they were through. An asset
 * of which only some parts were sent comes as far as it was: a secret may stand there as well. Of the page nothing can be
 * read from a frame that is not whole.
 * @param {Buffer[]} messages all that was sent; text is left out
 * @returns {Buffer[]}
 */
export function sentFrames(messages) {
  /** @type {Buffer[]} */
  const frames = [];
  /** What has come of a frame of the page, and of an asset. @type {{ page?: Buffer, asset?: Buffer }} */
  const begun = {};
  const giveUp = () => {
    if (begun.asset) frames.push(begun.asset);
    delete begun.asset;
  };
  for (const message of messages.filter((message) => message[0] === 1)) {
    const payload = message.subarray(ENVELOPE);
    if (message[1] !== PART_KIND) {
      frames.push(payload);
      continue;
    }
    const [kind, at, total] = [payload[0], payload.readUInt32LE(1), payload.readUInt32LE(5)];
    const lane = kind <= DELTA ? "page" : "asset";
    if (at === 0 && lane === "asset") giveUp();
    const before = at === 0 ? Buffer.alloc(0) : (begun[lane] ?? unheard(kind));
    begun[lane] = Buffer.concat([before, payload.subarray(PART)]);
    if (at + payload.length - PART < total) continue;
    if (lane === "asset" || begun.page?.length === total) frames.push(begun[lane]);
    delete begun[lane];
  }
  giveUp();
  return frames;
}
