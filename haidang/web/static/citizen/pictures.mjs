// Pictures before they are sent: where the camera says it was, and a smaller copy for a bad line.
const LONGEST = 2048;
const QUALITY = 0.85;
const LEAST = 400_000; // bytes: smaller pictures go as they are
const HEAD = 131_072;

/** The place in a JPEG's EXIF as {lon, lat}, or null. Exif 2.32, 4.6.6: GPS tags 1 to 4 of IFD 0x8825. */
export async function placeOf(file) {
  if (file.type !== "image/jpeg") return null;
  try {
    return placeIn(new DataView(await file.slice(0, HEAD).arrayBuffer()));
  } catch {
    return null; // cut off or broken: the server looks again
  }
}

function placeIn(view) {
  let at = 2;
  while (view.getUint8(at) === 0xff) {
    const [marker, length] = [view.getUint8(at + 1), view.getUint16(at + 2)];
    if (marker === 0xe1 && view.getUint32(at + 4) === 0x45786966) return gpsOf(view, at + 10);
    if (marker === 0xda) return null;
    at += 2 + length;
  }
  return null;
}

function gpsOf(view, tiff) {
  const little = view.getUint16(tiff) === 0x4949;
  const u16 = (at) => view.getUint16(tiff + at, little);
  const u32 = (at) => view.getUint32(tiff + at, little);
  const entries = (from) => Array.from({ length: u16(from) }, (_, number) => from + 2 + 12 * number);
  const pointer = entries(u32(4)).find((at) => u16(at) === 0x8825);
  if (pointer === undefined) return null;
  const tags = new Map(entries(u32(pointer + 8)).map((at) => [u16(at), at]));
  const degrees = (tag) => {
    const from = u32(tags.get(tag) + 8);
    return [0, 1, 2].reduce((sum, part) => sum + u32(from + 8 * part) / (u32(from + 8 * part + 4) || 1) / 60 ** part, 0);
  };
  const letter = (tag) => String.fromCharCode(view.getUint8(tiff + tags.get(tag) + 8));
  if (![1, 2, 3, 4].every((tag) => tags.has(tag))) return null;
  const [lat, lon] = [degrees(2) * (letter(1) === "S" ? -1 : 1), degrees(4) * (letter(3) === "W" ? -1 : 1)];
  return lat || lon ? { lat, lon } : null;
}

/** A copy of at most 2048 pixels, or the file itself where that gains nothing or the browser cannot read it. */
export async function smaller(file) {
  if (!file.type.startsWith("image/") || file.size < LEAST) return file;
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const share = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * share);
    canvas.height = Math.round(picture.height * share);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
    if (!blob || blob.size >= file.size) return file;
    return new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg", lastModified: file.lastModified });
  } catch {
    return file;
  }
}
