// Owns the page's one EventSource and tells the rest of the page by DOM events on document.body:
//   ioc:event, ioc:event:<kind>, ioc:latest, ioc:tick, ioc:conn.
// Elements with data-latest="THING/series" get their text, band and freshness set here.
//
// The address comes from <body data-stream-url>; series shown on the page are added to it. States: live, late (the
// socket is open but the server's tick is overdue), down.
import { ageFresh } from "ioc/ages";
import { timeSaid, words } from "ioc/words";

const TICK_EVERY = 5_000;
const LATE_AFTER = 2 * TICK_EVERY + 1_000;
const DOWN_AFTER = 30_000;
const RETRY_FIRST = 1_000;
const RETRY_MOST = 20_000;

const body = document.body;
const emit = (name, detail) => body.dispatchEvent(new CustomEvent(name, { detail, bubbles: true }));

let source = null;
let seq = null;
let state = "wait";
let heardAt = Date.now();
let brokenAt = null;
let retryFor = RETRY_FIRST;
let retry = null;
let version = body.dataset.version || null;
let wanted = "";

/** Series shown somewhere on the page, in document order: the stream sends only these. */
export function seriesOnPage() {
  const named = new Set();
  for (const element of document.querySelectorAll("[data-latest]")) named.add(element.dataset.latest);
  for (const badge of document.querySelectorAll(".fresh[data-for]")) named.add(badge.dataset.for);
  for (const element of document.querySelectorAll("[data-follow]")) {
    for (const name of element.dataset.follow.split(",")) if (name) named.add(name.trim());
  }
  return [...named].join(",");
}

function address() {
  const url = new URL(body.dataset.streamUrl, location.href);
  wanted = seriesOnPage();
  if (wanted) url.searchParams.set("series", wanted);
  if (seq !== null) url.searchParams.set("after", seq);
  return url;
}

function say(next) {
  if (next === "live") brokenAt = null;
  else brokenAt ??= new Date(heardAt);
  const changed = next !== state;
  state = next;
  if (!changed) return;
  const text = { wait: words.waiting, live: words.live, late: words.connLate(timeSaid(brokenAt)), down: words.connDown(timeSaid(brokenAt)) }[next];
  document.documentElement.dataset.stream = next;
  for (const element of document.querySelectorAll("[data-conn]")) {
    element.dataset.state = next;
    (element.querySelector(".words") ?? element).textContent = text;
    element.title = text;
  }
  emit("ioc:conn", { state: next, since: brokenAt?.toISOString() ?? null, text });
}

function heard() {
  heardAt = Date.now();
  retryFor = RETRY_FIRST;
  say("live");
}

function parse(event) {
  try {
    return JSON.parse(event.data);
  } catch {
    console.warn(`stream: ${event.type} is not JSON`, event.data);
    return null;
  }
}

const handlers = {
  hello(data) {
    // A server whose journal begins anew counts from a lower number.
    if (seq === null || data.seq < seq) seq = data.seq;
    if (version && data.version && data.version !== version) emit("ioc:version", { version: data.version });
    version = data.version ?? version;
    emit("ioc:tick", { at: data.at });
  },
  tick(data) {
    emit("ioc:tick", data);
  },
  event(data) {
    if (seq !== null && data.seq <= seq) return;
    seq = data.seq;
    emit("ioc:event", data);
    emit(`ioc:event:${data.kind}`, data);
  },
  latest(data) {
    patchLatest(data);
    emit("ioc:latest", data);
  },
  end(data) {
    emit("ioc:end", data);
    lost();
  },
};

/** Writes the newest values into the page: {"AQ-001/pm25": {at, value, text, band, quality}}. */
export function patchLatest(values) {
  for (const element of document.querySelectorAll("[data-latest]")) {
    const reading = values[element.dataset.latest];
    if (!reading) continue;
    if (element.textContent !== reading.text) element.textContent = reading.text;
    if (reading.band) element.dataset.band = reading.band;
    else delete element.dataset.band;
    refresh(badgeOf(element), reading);
  }
  for (const badge of document.querySelectorAll(".fresh[data-for]")) {
    if (values[badge.dataset.for]) refresh(badge, values[badge.dataset.for]);
  }
}

function refresh(badge, reading) {
  if (!badge || !reading.at) return;
  badge.dataset.at = reading.at;
  if (badge.tagName === "TIME") badge.dateTime = reading.at;
  ageFresh(badge);
}

/** The badge inside the value, or the one beside it: in the same [data-reading], tile, row or item. */
function badgeOf(element) {
  return element.querySelector(".fresh") ?? element.closest("[data-reading], .tile, tr, li")?.querySelector(".fresh:not([data-for])");
}

function open() {
  clearTimeout(retry);
  retry = null;
  source?.close();
  source = new EventSource(address());
  source.onopen = heard;
  source.onerror = lost;
  for (const [name, handle] of Object.entries(handlers)) {
    source.addEventListener(name, (event) => {
      heard();
      const data = parse(event);
      if (data !== null) handle(data);
    });
  }
}

// EventSource retries by itself only while the server answers 200; closing and opening anew also survives a 401, a
// 503 and a proxy that gives up, and lets the address carry the last seq.
function lost() {
  source?.close();
  source = null;
  say("down");
  if (retry !== null) return;
  retry = setTimeout(open, retryFor * (0.8 + Math.random() * 0.4));
  retryFor = Math.min(retryFor * 2, RETRY_MOST);
}

function watch() {
  const silent = Date.now() - heardAt;
  if (!source) return;
  if (silent > DOWN_AFTER) lost();
  else if (silent > LATE_AFTER) say("late");
}

// Fragments may bring series that the open stream does not send.
function followNewSeries() {
  if (source && seriesOnPage() !== wanted) open();
}

if (body.dataset.streamUrl) {
  open();
  setInterval(watch, 1000);
  body.addEventListener("htmx:afterSettle", followNewSeries);
  addEventListener("online", open);
  addEventListener("pagehide", () => source?.close());
  addEventListener("pageshow", (event) => event.persisted && open());
}

export const liveState = () => state;
