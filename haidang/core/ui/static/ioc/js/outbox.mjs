// What is done on a phone without a network is kept in it, photos too, and sent later in order.
//   form[data-queue="words"]   goes through here; `data-case` is its code, `data-to` the state its move leads to
//   form[data-photo]           is sent as soon as a picture is chosen
//   [data-outbox][data-who]    shows what waits, and what somebody must look at again; its templates say the words
//   [data-once-waiting]        is shown while something of its case waits (a move that a photo not yet sent will allow)
// The server knows each by its number, so that a second sending after a lost answer does nothing.
import { keeper, unique } from "ioc/kept";
import { toast } from "ioc/toast";
import { language, timeSaid } from "ioc/words";

const READY = "/field/ready";
const AGAIN_AFTER = 30_000;
const LONGEST = 180_000;
const SAID = "outbox-said";
const said = (vi, en) => (language === "en" ? en : vi);
const box = document.querySelector("[data-outbox]");
const who = box?.dataset.who;
const here = document.querySelector("[data-case-page]")?.dataset;

const { save, remove, all } = keeper("field-outbox", "items");
/** In the order they were done; those of whoever else used this phone stay theirs. */
const mine = async () => (await all()).filter((item) => item.who === who);

async function itemOf(form, submitter) {
  const fields = [];
  const files = [];
  for (const [name, value] of new FormData(form, submitter)) {
    if (typeof value === "string") {
      if (name !== "csrfmiddlewaretoken") fields.push([name, value]);
    } else if (value.size) {
      files.push([name, value.name, new Blob([await value.arrayBuffer()], { type: value.type })]); // outlives the camera's file
    }
  }
  const { queue: label, case: code, to = "" } = form.dataset;
  return { number: unique(), who, code, label, to, url: form.action, fields, files, at: Date.now(), state: "waiting", why: "" };
}

/** A move behind another that waits is made from where that one will lead. */
async function afterOthers(item) {
  const before = (await mine()).filter(({ code, to, state }) => code === item.code && to && state === "waiting").pop();
  if (before && item.to) setSeen(item, before.to);
  return item;
}

function setSeen(item, state) {
  item.fields = item.fields.map(([name, value]) => [name, name.endsWith("-seen") ? state : value]);
}

/** Sends what waits, one after another; a network that fails again leaves the rest for later. */
const send = () => navigator.locks?.request("field-outbox", sendEach) ?? sendEach();

async function sendEach() {
  const waiting = (await mine()).filter(({ state }) => state === "waiting");
  if (!waiting.length) return [];
  const csrf = await tokenOf();
  const done = [];
  for (const item of csrf ? waiting : []) {
    let answer;
    try {
      answer = await post(item, csrf);
    } catch {
      break;
    }
    const words = answer.headers.get("Content-Type")?.includes("json") ? (await answer.json()).said : "";
    if (answer.ok && words) {
      await remove(item.id);
      done.push({ code: item.code, words: `${item.code}: ${words}` });
      continue;
    }
    const why = words || gone(answer.status);
    if (!why) break; // a server in trouble: later
    await save({ ...item, state: "stuck", why });
    done.push({ code: item.code, words: "" });
  }
  return done;
}

function gone(status) {
  if (status === 404) return said("Việc này không còn ở cơ quan bạn, hoặc bạn không còn được xem.", "This case is no longer with your office, or no longer yours to see.");
  if (status === 413) return said("Tệp quá lớn.", "The file is too large.");
  return "";
}

async function tokenOf() {
  try {
    const answer = await fetch(READY, { cache: "no-store", redirect: "manual" });
    if (!answer.ok) return sayOnce(said("Đăng nhập lại để gửi những gì đang giữ trên máy.", "Sign in again to send what is kept on this device."));
    const facts = await answer.json();
    return facts.who === who ? facts.csrf : "";
  } catch {
    return "";
  }
}

function sayOnce(text) {
  if (!sayOnce.was) toast(text, "warn");
  sayOnce.was = true;
  return "";
}

function post({ url, fields, files, number }, csrf) {
  const body = new FormData();
  for (const [name, value] of fields) body.append(name, value);
  for (const [name, file, blob] of files) body.append(name, blob, file);
  const headers = { "X-CSRFToken": csrf, "X-Outbox": number };
  return fetch(url, { method: "POST", body, headers, redirect: "manual", signal: AbortSignal.timeout(LONGEST) });
}

async function sendAndShow() {
  const done = await send();
  const items = await mine();
  if (here && done.some(({ code }) => code === here.casePage)) {
    sessionStorage.setItem(SAID, done.map(({ words }) => words).join("\n"));
    location.reload(); // as it stands now, with what could not be sent above it
    return;
  }
  for (const { words } of done) if (words) toast(words);
  show(items);
  if (done.length) document.body.dispatchEvent(new CustomEvent("ioc:done"));
}

function show(items) {
  const list = box.querySelector("ol");
  for (const picture of list.querySelectorAll("img")) URL.revokeObjectURL(picture.src);
  list.replaceChildren(...items.map(line));
  box.hidden = !items.length;
  const waits = here && items.some(({ code, state }) => code === here.casePage && state === "waiting");
  for (const part of document.querySelectorAll("[data-once-waiting]")) part.hidden = !waits;
}

function line(item) {
  const row = box.querySelector("template").content.cloneNode(true).querySelector("li");
  const put = (name, text) => (row.querySelector(`[data-${name}]`).textContent = text);
  const isStuck = item.state === "stuck";
  const isHere = here?.casePage === item.code;
  row.dataset.state = item.state;
  put("what", `${item.label} · ${timeSaid(new Date(item.at))}`);
  put("why", isStuck ? item.why : said("Chờ mạng để gửi.", "Waiting for the network."));
  put("text", item.fields.filter(([name, value]) => /(^|-)(text|reason)$/.test(name) && value.trim()).map(([, value]) => value).join("\n"));
  const link = row.querySelector("a");
  link.href = `/field/cases/${item.code}/`;
  link.textContent = item.code;
  for (const [, name, blob] of item.files) {
    if (!blob.type.startsWith("image/")) continue;
    const picture = document.createElement("img");
    picture.src = URL.createObjectURL(blob);
    picture.alt = name;
    row.querySelector("[data-files]").append(picture);
  }
  const [again, drop] = ["again", "drop"].map((name) => row.querySelector(`[data-${name}]`));
  again.hidden = !isStuck || !isHere;
  drop.hidden = !isStuck;
  again.addEventListener("click", async () => {
    setSeen(item, here.state); // whoever presses has the case before them as it stands now
    await save({ ...item, state: "waiting", why: "" });
    sendAndShow();
  });
  drop.addEventListener("click", async () => {
    if (!confirm(said("Bỏ hẳn nội dung này?", "Throw this away for good?"))) return;
    await remove(item.id);
    show(await mine());
  });
  return row;
}

document.body.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("form[data-queue]") || !box) return;
  event.preventDefault();
  try {
    await save(await afterOthers(await itemOf(form, event.submitter)));
  } catch {
    form.submit(); // a browser that keeps nothing
    return;
  }
  for (const field of form.querySelectorAll("textarea")) localStorage.removeItem(`draft:${form.dataset.draft}:${field.name}`);
  form.reset();
  show(await mine());
  await sendAndShow();
});

for (const form of document.querySelectorAll("form[data-photo]")) {
  form.dataset.photo = "live";
  form.querySelector("[type=file]").addEventListener("change", ({ target }) => target.files.length && form.requestSubmit());
}

/** Pages of the cases of the list, so that they open where there is no network. */
async function keepPages() {
  const links = [...document.querySelectorAll("a[data-keep]")].slice(0, 15).map(({ href }) => href);
  if (!links.length || !("caches" in window) || Date.now() - Number(sessionStorage.getItem("kept-at")) < 600_000) return;
  sessionStorage.setItem("kept-at", Date.now());
  const pages = await caches.open("field-pages");
  for (const link of links) {
    const answer = await fetch(link);
    if (answer.ok && !answer.redirected) await pages.put(new URL(link).pathname, answer);
  }
}

if (box) {
  for (const text of (sessionStorage.getItem(SAID) ?? "").split("\n").filter(Boolean)) toast(text);
  sessionStorage.removeItem(SAID);
  addEventListener("online", sendAndShow);
  setInterval(async () => (await mine()).some(({ state }) => state === "waiting") && navigator.onLine && sendAndShow(), AGAIN_AFTER);
  mine().then(show).then(sendAndShow).catch(() => {});
  navigator.serviceWorker?.register("/field/sw.js", { scope: "/field/" }).then(() => navigator.serviceWorker.ready).then(keepPages).catch(() => {});
}
