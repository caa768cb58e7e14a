// Files to send, made by a real browser or by hand, and how a page drops and pastes them.
/** @typedef {{ name: string, mimeType: string, buffer: Buffer }} GivenFile */

/**
 * A real picture, drawn and encoded by the browser.
 * @param {import("@playwright/test").Page} page @param {string} name
 * @param {{ width?: number, height?: number, type?: string, colour?: string, noise?: boolean }} [how]
 * @returns {Promise<GivenFile>}
 */
export async function picture(page, name, { width = 640, height = 480, type = "image/png", colour = "#2f6f8f", noise = false } = {}) {
  const data = await page.evaluate(
    ([width, height, type, colour, noise]) => {
      const canvas = Object.assign(document.createElement("canvas"), { width, height });
      const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
      pen.fillStyle = colour;
      pen.fillRect(0, 0, width, height);
      pen.fillStyle = "#f2c14e";
      pen.beginPath();
      pen.arc(width * 0.7, height * 0.3, height * 0.15, 0, 7);
      pen.fill();
      pen.fillStyle = "#20303a";
      pen.fillRect(0, height * 0.75, width, height * 0.25);
      if (noise) {
        const pixels = pen.getImageData(0, 0, width, height);
        for (let at = 0; at < pixels.data.length; at += 1) if (at % 4 < 3) pixels.data[at] ^= Math.random() * 255;
        pen.putImageData(pixels, 0, 0);
      }
      return canvas.toDataURL(type, 0.9);
    },
    /** @type {const} */ ([width, height, type, colour, noise]),
  );
  return { name, mimeType: type, buffer: Buffer.from(data.split(",")[1], "base64") };
}

/** A JPEG that says where it was taken, and that it is to be turned. @param {GivenFile} jpeg @returns {GivenFile} */
export function withPlace(jpeg) {
  const tiff = Buffer.from("4d4d002a00000008000101120003000000010006000000000000", "hex");
  const block = Buffer.concat([Buffer.from("Exif\0\0"), tiff, Buffer.from("GPS 53.55N 9.99E SECRET")]);
  const head = Buffer.alloc(4);
  head.writeUInt16BE(0xffe1, 0);
  head.writeUInt16BE(block.length + 2, 2);
  return { ...jpeg, buffer: Buffer.concat([jpeg.buffer.subarray(0, 2), head, block, jpeg.buffer.subarray(2)]) };
}

/** @param {string} name @returns {GivenFile} */
export const pdf = (name) => ({ name, mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n") });

/**
 * Drags files over an element and drops them there, or pastes them into it, by the events that a browser would send.
 * @param {import("@playwright/test").Locator} element @param {"dragover" | "drop" | "paste"} kind @param {GivenFile[]} files
 */
export function give(element, kind, files) {
  const given = files.map(({ name, mimeType, buffer }) => ({ name, mimeType, text: buffer.toString("base64") }));
  return element.evaluate(
    (element, [kind, given]) => {
      const data = new DataTransfer();
      for (const { name, mimeType, text } of given) {
        const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
        data.items.add(new File([bytes], name, { type: mimeType }));
      }
      const how = { bubbles: true, cancelable: true, composed: true };
      const event =
        kind === "paste"
          ? new ClipboardEvent(kind, { ...how, clipboardData: data })
          : new DragEvent(kind, { ...how, dataTransfer: data });
      element.dispatchEvent(event);
      return event.defaultPrevented;
    },
    /** @type {const} */ ([kind, given]),
  );
}
