// The files of an archive in which nothing is compressed, by the list at its end.

/** @param {Buffer} archive @returns {Map<string, Buffer>} */
export function unzip(archive) {
  const files = new Map();
  const end = archive.length - 22;
  if (archive.readUInt32LE(end) !== 0x06054b50) throw new Error("this is no zip archive without a comment");
  let at = archive.readUInt32LE(end + 16);
  for (let left = archive.readUInt16LE(end + 10); left > 0; left--) {
    const [bytes, name, place] = [archive.readUInt32LE(at + 24), archive.readUInt16LE(at + 28), archive.readUInt32LE(at + 42)];
    const start = place + 30 + name;
    files.set(archive.toString("utf8", at + 46, at + 46 + name), archive.subarray(start, start + bytes));
    at += 46 + name;
  }
  return files;
}
