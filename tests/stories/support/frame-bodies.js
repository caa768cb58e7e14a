// What stands in a stream of mirror frames once it is decompressed: every byte that could tell a secret.

/** How much of a stream's past a frame may refer to, in bytes. */
const HISTORY = 64 * 1024;

/**
 * The bodies of keyframes and deltas, in order, and assets as they are.
 * @param {Uint8Array[]} frames
 * @returns {Buffer}
 */
export function bodies(frames) {
  let past = Buffer.alloc(0);
  const found = [];
  for (const frame of frames) {
    const bytes = Buffer.from(frame);
    if (bytes[1] === 3) {
      found.push(bytes);
      continue;
    }
    if (bytes[1] === 1) past = Buffer.alloc(0);
    let at = 6;
    [, at] = number(bytes, at);
    at += 8;
    const [length, method] = number(bytes, at);
    const rest = bytes.subarray(method + 1);
    const body = bytes[method] === 1 ? unpacked(rest, length, past) : rest;
    if (body.length !== length) throw new Error(`a body of ${body.length} bytes should have ${length}`);
    past = Buffer.concat([past, body]).subarray(-HISTORY);
    found.push(body);
  }
  return Buffer.concat(found);
}

/** A LEB128 number and where it ends. @param {Buffer} bytes @param {number} at @returns {[number, number]} */
function number(bytes, at) {
  let value = 0;
  for (let factor = 1; ; factor *= 128) {
    const byte = bytes[at++];
    value += (byte & 127) * factor;
    if (byte < 128) return [value, at];
  }
}

/** An LZ4 block. @param {Buffer} bytes @param {number} length @param {Buffer} past */
function unpacked(bytes, length, past) {
  const out = Buffer.concat([past, Buffer.alloc(length)]);
  let [at, to] = [0, past.length];
  /** @param {number} nibble */
  const more = (nibble) => {
    let count = nibble;
    for (let byte = 255; nibble === 15 && byte === 255; count += byte) byte = bytes[at++];
    return count;
  };
  while (at < bytes.length) {
    const token = bytes[at++];
    const literals = more(token >> 4);
    bytes.copy(out, to, at, at + literals);
    [at, to] = [at + literals, to + literals];
    if (at >= bytes.length) break;
    const back = bytes[at] | (bytes[at + 1] << 8);
    at += 2;
    for (let count = more(token & 15) + 4; count > 0; count--, to++) out[to] = out[to - back];
  }
  return out.subarray(past.length, to);
}
