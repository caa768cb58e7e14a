// Compares two pictures.

/**
 * The share of pixels that differ by more than what two runs of a rasteriser differ by.
 * @param {import("@playwright/test").Page} page any page: its canvas does the work
 * @param {Buffer} first
 * @param {Buffer} second
 * @returns {Promise<number>} between 0 and 1; 1 for pictures of different size
 */
export function differingPixels(page, first, second) {
  return page.evaluate(
    async (pictures) => {
      const bitmaps = await Promise.all(
        pictures.map(async (picture) => {
          const bytes = Uint8Array.from(atob(picture), (character) => character.charCodeAt(0));
          const bitmap = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
          const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
          const context = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext("2d"));
          context.drawImage(bitmap, 0, 0);
          return context.getImageData(0, 0, bitmap.width, bitmap.height);
        }),
      );
      const [one, other] = bitmaps;
      if (one.width !== other.width || one.height !== other.height) return 1;
      let differing = 0;
      for (let at = 0; at < one.data.length; at += 4) {
        const distance = [0, 1, 2].map((channel) => Math.abs(one.data[at + channel] - other.data[at + channel]));
        if (Math.max(...distance) > 24) differing++;
      }
      return differing / (one.data.length / 4);
    },
    [first.toString("base64"), second.toString("base64")],
  );
}
