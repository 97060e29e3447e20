// Reports kept on this device until they are sent: what was typed and the pictures, in IndexedDB. A draft is
// {id, state: "typing"|"waiting", fields: [[name, text]], files: [File], places: {number: address of its upload}, stamp, stampedAt, csrf, at}.
import { noteWaiting } from "citizen/app";
import { isLarge, Refused, upload } from "citizen/uploads";
import { keeper, unique } from "ioc/kept";

const REPORT = "/app/report/";
const TYPED = "typing";
const USED = "app-used-stamp";
const LIVES = 7 * 86_400_000;
const NOT_IN_HASTE = 4000; // the server takes a form that comes back at once for a machine's
const SERVER_MADE = new Set(["csrfmiddlewaretoken", "stamp", "kept", "uploaded", "send", "preview"]);

const { save, remove, all } = keeper("app-drafts", "drafts");
export { save, remove };

/** What was being typed here before, if it is not too old. */
export async function typed() {
  const [found] = (await all()).filter(({ id }) => id === TYPED);
  if (found && Date.now() - found.at > LIVES) await remove(TYPED);
  return found && Date.now() - found.at <= LIVES ? found : null;
}

export function read(form, files) {
  const fields = [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !SERVER_MADE.has(name));
  return { id: TYPED, state: TYPED, fields, files, at: Date.now() };
}

/** Put aside until there is a network; the page may be closed. */
export async function putAside(draft) {
  await save({ ...draft, id: unique(), state: "waiting" });
  await remove(TYPED);
  noteWaiting((await waiting()).length);
}

export const waiting = async () => (await all()).filter(({ state }) => state === "waiting");

/** The stamp and token of a form that has just been handed out: a form kept by the worker may have been sent before. */
async function fresh() {
  const answer = await fetch(REPORT, { cache: "no-store" });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const value = (name) => page.querySelector(`#report [name=${name}]`)?.value ?? "";
  return { stamp: value("stamp"), csrf: value("csrfmiddlewaretoken") };
}

export const wasUsed = (stamp) => localStorage.getItem(USED) === stamp;

/** Sends the form. Resolves to {status, url, text}; rejects when the network fails. */
function post(body, onProgress) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", REPORT);
    request.timeout = 600_000;
    request.upload.onprogress = (event) => event.lengthComputable && onProgress?.(event.loaded / event.total);
    request.onload = () => resolve({ status: request.status, url: request.responseURL, text: request.responseText });
    request.onerror = request.ontimeout = () => reject(new TypeError("network"));
    request.send(body);
  });
}

/** The draft with a stamp that has not been used and is old enough, even if the page that asked for it was left at once. */
export async function stamped(draft) {
  let ready = draft;
  if (!draft.stamp || wasUsed(draft.stamp)) {
    ready = { ...draft, ...(await fresh()), stampedAt: Date.now() };
    await save(ready); // a second try after a lost answer is the same sending
  }
  const early = (ready.stampedAt ?? 0) + NOT_IN_HASTE - Date.now();
  if (early > 0) await new Promise((done) => setTimeout(done, early));
  return ready;
}

/**
 * Brings large files over first, piece by piece, then sends the form with the rest. The draft keeps where each upload is,
 * so that a second try goes on where the first broke off. Resolves like `post`.
 */
export async function deliver(draft, onProgress) {
  const all = draft.files.reduce((sum, { size }) => sum + size, 0) || 1;
  const came = draft.files.map(() => 0);
  const tell = (number, bytes) => {
    came[number] = bytes;
    onProgress?.(came.reduce((sum, one) => sum + one, 0) / all);
  };
  draft.places ??= {};
  for (const [number, file] of draft.files.entries()) {
    if (!isLarge(file)) continue;
    const begun = (place) => {
      draft.places[number] = place;
      if (draft.state === "waiting") save(draft).catch(() => {});
    };
    try {
      await upload(file, { place: draft.places[number], begun, onProgress: (bytes) => tell(number, bytes) });
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      delete draft.places[number]; // it goes with the form, whose answer says what is wrong with it
    }
  }
  const share = came.reduce((sum, one) => sum + one, 0) / all;
  return post(bodyOf(draft), (part) => onProgress?.(share + (1 - share) * part));
}

function bodyOf({ fields, files, places, stamp, csrf }) {
  const body = new FormData();
  for (const [name, value] of fields) body.append(name, value);
  for (const [number, file] of files.entries()) {
    if (places[number]) body.append("uploaded", places[number].split("/").pop());
    else body.append("photos", file, file.name);
  }
  body.append("stamp", stamp);
  body.append("csrfmiddlewaretoken", csrf);
  return body;
}

export const isSent = ({ url, status }) => status === 200 && new URL(url).pathname.startsWith("/app/r/");

/** Whether the sender is blocked: the answer is a page that says why and leads to the appeal. */
export const isKeptOut = ({ status, text }) => status === 403 && text.includes("data-kept-out");

export function noteSent(stamp) {
  localStorage.setItem(USED, stamp);
}

/** Sends what waits, one after another; a network that fails again leaves the rest for later. */
export async function sendAll() {
  return (navigator.locks?.request("app-drafts", sendEach) ?? sendEach());
}

async function sendEach() {
  const done = [];
  for (const draft of await waiting()) {
    try {
      const ready = await stamped(draft);
      const answer = await deliver(ready);
      if (isSent(answer)) {
        noteSent(ready.stamp);
        await remove(draft.id);
        done.push({ url: answer.url, isSent: true });
      } else if (answer.status === 403 && !isKeptOut(answer)) {
        await save({ ...ready, stamp: "" }); // the token is of another visit: ask for a new form next time
      } else if (answer.status === 422 || isKeptOut(answer)) {
        await save({ ...ready, id: TYPED, state: TYPED, at: Date.now() });
        await remove(draft.id);
        done.push({ url: REPORT, isSent: false });
      }
    } catch {
      break;
    }
  }
  noteWaiting((await waiting()).length);
  return done;
}
