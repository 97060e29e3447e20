// A file brought over in pieces (tus 1.0): when the line breaks, the server is asked how far it got and it goes on there.
const DOOR = "/app/uploads/";
const VERSION = { "Tus-Resumable": "1.0.0" };
const PIECE = 512 * 1024;
const AGAIN_AFTER = [1000, 3000, 6000, 12_000]; // a line that is gone for longer is a lost network
const GONE = new Set([404, 410, 403]);

/** Smaller files go with the form itself: one request less. */
export const isLarge = (file) => file.size > 256 * 1024;

const rest = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

function named(file) {
  const bytes = new TextEncoder().encode(file.name);
  return `filename ${btoa(String.fromCharCode(...bytes))}`;
}

async function begin(file) {
  const headers = { ...VERSION, "Upload-Length": String(file.size), "Upload-Metadata": named(file) };
  const answer = await fetch(DOOR, { method: "POST", headers });
  if (answer.status !== 201) throw new Refused(await answer.text());
  return new URL(answer.headers.get("Location")).pathname;
}

/** What the server will not take; the form itself says why. */
export class Refused extends Error {}

async function howFar(place) {
  const answer = await fetch(place, { method: "HEAD", headers: VERSION });
  if (GONE.has(answer.status)) return null;
  if (!answer.ok) throw new TypeError("network");
  return Number(answer.headers.get("Upload-Offset"));
}

function bring(place, offset, blob, onProgress) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("PATCH", place);
    for (const [name, value] of Object.entries(VERSION)) request.setRequestHeader(name, value);
    request.setRequestHeader("Upload-Offset", String(offset));
    request.setRequestHeader("Content-Type", "application/offset+octet-stream");
    request.timeout = 120_000;
    request.upload.onprogress = ({ loaded }) => onProgress(offset + loaded);
    request.onload = () => (request.status === 204 ? resolve(Number(request.getResponseHeader("Upload-Offset"))) : reject(new TypeError(`status ${request.status}`)));
    request.onerror = request.ontimeout = () => reject(new TypeError("network"));
    request.send(blob);
  });
}

/**
 * Resolves to the upload's address once the whole file is there. `place` goes on with one that was begun before; `begun`
 * is told the address of a new one, so that it can be kept. Rejects with TypeError when the network stays away.
 */
export async function upload(file, { place = "", begun = () => {}, onProgress = () => {} } = {}) {
  let tries = 0;
  let [here, offset] = [place, null];
  while (offset === null || offset < file.size) {
    try {
      if (!here) {
        here = await begin(file);
        begun(here);
        offset = 0;
      }
      offset ??= await howFar(here);
      if (offset === null) {
        here = "";
        continue;
      }
      offset = await bring(here, offset, file.slice(offset, offset + PIECE), onProgress);
      tries = 0;
    } catch (error) {
      if (error instanceof Refused || tries >= AGAIN_AFTER.length || !navigator.onLine) throw error;
      await rest(AGAIN_AFTER[tries]);
      tries += 1;
      offset = null;
    }
  }
  return here;
}
