// Parts of a page that follow the journal:
//   <section hx-get="…" hx-trigger="ioc:refresh, every 60s" data-follows="alert task done" data-pause="1000">
// The first event refreshes at once; those within the pause (ms) that follows are answered together at its end, so the
// last one is never missed. "*" is every event, "done" what this person just did. One request at a time per part.
// What somebody is pressing, or has a menu open in, is not swapped away; it is brought up to date right after.
const BUSY_FOR = 15_000; // ms after which a request counts as lost
const RELEASED_AFTER = 50; // ms: the click of a touch comes after its pointerup

const body = document.body;
const states = new Map();
let pressed = null;
let isOwed = false;

const keyOf = (part) => part.id || part;
const parts = () => document.querySelectorAll("[data-follows]");

function stateOf(part) {
  const key = keyOf(part);
  if (!states.has(key)) states.set(key, { askedAt: -Infinity, timer: null, isBusy: false, isStale: false });
  return states.get(key);
}

function ask(key) {
  const state = states.get(key);
  state.timer = null;
  const part = typeof key === "string" ? document.getElementById(key) : key;
  if (!part?.isConnected) return states.delete(key);
  const now = performance.now();
  if (state.isBusy && now - state.askedAt < BUSY_FOR) {
    state.isStale = true;
    state.timer = setTimeout(ask, state.askedAt + BUSY_FOR - now, key); // should the answer never come
    return;
  }
  Object.assign(state, { askedAt: now, isBusy: true, isStale: false });
  part.dispatchEvent(new CustomEvent("ioc:refresh"));
}

function soon(part, pause = Number(part.dataset.pause || 1000)) {
  const state = stateOf(part);
  if (state.timer !== null && pause > 0) return;
  clearTimeout(state.timer);
  state.timer = setTimeout(ask, Math.max(0, state.askedAt + pause - performance.now()), keyOf(part));
}

function tell(kind, pause) {
  for (const part of parts()) {
    const kinds = part.dataset.follows.split(" ");
    if (kinds.includes(kind) || (kinds.includes("*") && kind !== "done")) soon(part, pause);
  }
}

body.addEventListener("ioc:event", ({ detail }) => tell(detail.kind));
body.addEventListener("ioc:done", () => tell("done", 0));
body.addEventListener("htmx:afterRequest", ({ detail }) => {
  const part = detail.requestConfig?.elt;
  const state = part && states.get(keyOf(part));
  if (!state) return;
  state.isBusy = false;
  if (!state.isStale) return;
  clearTimeout(state.timer);
  state.timer = null;
  soon(document.getElementById(part.id) ?? part);
});

function isHeld(target) {
  return (pressed && target.contains(pressed)) || target.querySelector?.("details.menu[open]");
}

function hold(event) {
  if (!isHeld(event.detail.target)) return;
  event.detail.shouldSwap = false;
  isOwed = true;
}

function release() {
  pressed = null;
  if (!isOwed) return;
  isOwed = false;
  for (const part of parts()) soon(part);
}

body.addEventListener("htmx:oobBeforeSwap", hold);
body.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.requestConfig?.elt?.matches("[data-follows]")) hold(event);
});
addEventListener("pointerdown", (event) => (pressed = event.target), true);
for (const name of ["pointerup", "pointercancel"]) addEventListener(name, () => setTimeout(release, RELEASED_AFTER), true);
document.addEventListener("toggle", (event) => event.target.matches("details.menu:not([open])") && release(), true);
