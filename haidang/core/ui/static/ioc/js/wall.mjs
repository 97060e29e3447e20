// The wall: turns scenes, keeps the clock, gives way to a level-1 alarm, says when its data are old, and keeps itself
// fresh (new version, 03:30, no tick for 30 s). It shifts by 2 px so that nothing burns in. It has no controls.
//
// A scene can be pinned or pushed by the server with the event kind "scene": {scene: "name", pin: true|false}; one that comes
// up gets `ioc:shown`. There is one map, [data-wall-map], for all scenes: a scene's data-layers says which of its layers
// are on, its data-domain whose alarms, and an alarm moves it to its place. What an alarm shows comes from <body data-alert-url=".../CODE">.
import { everySecond, serverNow } from "ioc/ages";
import { severitySvg } from "ioc/map-marks";
import { language, momentSaid, words } from "ioc/words";

const DWELL = 45;
const INTERRUPT_FOR = 20_000;
const MOST_WAITING = 3;
const STALE_AFTER = 10_000;
const RELOAD_AFTER = 30_000;
const NIGHTLY = "03:30";
const SHIFT_EVERY = 600_000;
const SHIFTS = [[0, 0], [2, 0], [2, 2], [0, 2]];

const body = document.body;
const find = (name) => document.querySelector(`[data-wall-${name}]`);
const scenes = [...document.querySelectorAll(".scene")];
const zone = { timeZone: "Asia/Ho_Chi_Minh" };
const locale = language === "en" ? "en-GB" : "vi-VN";
const clock = new Intl.DateTimeFormat("en-GB", { ...zone, hour: "2-digit", minute: "2-digit", second: "2-digit" });
const weekday = new Intl.DateTimeFormat(locale, { ...zone, weekday: "long" });
const day = new Intl.DateTimeFormat("en-GB", { ...zone, day: "2-digit", month: "2-digit", year: "numeric" });

let at = 0;
let turnsAt = Infinity;
let pinned = body.dataset.pinned ?? "";
let heardAt = Date.now();
let reloadWanted = false;

const dwellOf = (scene) => Number(scene?.dataset.dwell || DWELL) * 1000;

function show(index) {
  if (!scenes.length) return;
  at = (index + scenes.length) % scenes.length;
  scenes.forEach((scene, place) => {
    scene.toggleAttribute("data-hidden", place !== at);
    scene.inert = place !== at;
  });
  turnsAt = Date.now() + dwellOf(scenes[at]);
  scenes[at].dispatchEvent(new CustomEvent("ioc:shown"));
  showLayers(scenes[at].dataset);
  const name = find("scene");
  if (name) name.textContent = scenes.length > 1 ? `${at + 1}/${scenes.length} · ${scenes[at].dataset.title ?? ""}` : "";
  find("bars")?.replaceChildren(...(scenes.length > 1 ? scenes : []).map((_, place) => {
    const bar = document.createElement("i");
    bar.classList.toggle("on", place === at);
    return bar;
  }));
}

function showLayers({ layers, domain }) {
  if (layers) customElements.whenDefined("ioc-map").then(() => map()?.showOnly(layers.split(" "), domain));
}

const map = () => find("map")?.querySelector("ioc-map");
const indexOf = (name) => scenes.findIndex((scene) => scene.dataset.scene === name);

function turn() {
  if (reloadWanted) location.reload();
  else if (!pinned && scenes.length > 1) show(at + 1);
}

body.addEventListener("ioc:event:scene", ({ detail }) => {
  const index = indexOf(detail.scene);
  pinned = detail.pin ? detail.scene : "";
  if (index >= 0) show(index);
});

// One at a time, newest last; each stays at least INTERRUPT_FOR.
const waiting = [];
let interrupting = false;

async function interrupt() {
  const place = find("interrupt");
  const alert = waiting.shift();
  interrupting = Boolean(alert);
  if (!place) return;
  if (alert) {
    setTimeout(interrupt, INTERRUPT_FOR);
    const title = (language === "en" && alert.title_en) || alert.title;
    place.replaceChildren(severitySvg(alert.severity), line("b", title), line("p", alert.code ?? ""));
    await tellMore(place, alert.code || alert.id);
  }
  place.hidden = !interrupting;
  document.documentElement.toggleAttribute("data-interrupted", interrupting);
  const at = interrupting && place.querySelector("[data-at]")?.dataset.at;
  if (at) map()?.lookAt?.(at.split(" ").map(Number));
  else map()?.lookBack?.();
}

/** The same alarm in full, as the server draws it; without it the bare lines stay. */
async function tellMore(place, code) {
  if (!code || !body.dataset.alertUrl) return;
  try {
    const answer = await fetch(body.dataset.alertUrl.replace("CODE", encodeURIComponent(code)));
    if (answer.ok) place.innerHTML = await answer.text();
  } catch {
    // away: the bare lines stay
  }
}

function line(name, text) {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}

body.addEventListener("ioc:event:alert", ({ detail }) => {
  if (detail.severity !== 1 || !/\.raise$/.test(detail.action)) return;
  waiting.push(detail);
  waiting.splice(0, waiting.length - MOST_WAITING); // in a flood only the newest; all stand in the list
  if (!interrupting) interrupt();
});

for (const name of ["ioc:tick", "ioc:latest", "ioc:event"]) body.addEventListener(name, () => (heardAt = Date.now()));
body.addEventListener("ioc:version", () => (reloadWanted = true));

function stale() {
  const band = find("stale");
  const silent = Date.now() - heardAt;
  if (band) {
    if (band.hidden !== silent < STALE_AFTER) band.hidden = silent < STALE_AFTER;
    if (!band.hidden) band.textContent = words.connDown(momentSaid(new Date(heardAt)));
  }
  return silent;
}

// A reload while the server is away would leave a browser's error page on the wall: look first.
let asking = false;

async function reloadIfServed() {
  if (asking) return;
  asking = true;
  try {
    const answer = await fetch(location.href, { method: "HEAD", cache: "no-store" });
    if (answer.ok) location.reload();
  } catch {
    // still away; the band says so and the last data stay
  }
  setTimeout(() => (asking = false), RELOAD_AFTER);
}

function tell() {
  const now = new Date(serverNow());
  const [hours, minutes, seconds] = clock.format(now).split(":");
  const place = find("clock");
  if (place) {
    place.dateTime = now.toISOString();
    place.firstElementChild.textContent = `${hours}:${minutes}`;
    place.lastElementChild.textContent = `:${seconds}`;
  }
  const name = find("weekday");
  if (name) name.textContent = weekday.format(now);
  const date = find("date");
  if (date) date.textContent = day.format(now);
  if (`${hours}:${minutes}` === NIGHTLY && performance.now() > 120_000) reloadIfServed();
}

function beat() {
  tell();
  if (body.dataset.streamUrl && stale() > RELOAD_AFTER) reloadIfServed();
  if (Date.now() >= turnsAt && !interrupting) turn();
}

addEventListener("keydown", (event) => {
  if (event.key === "Escape" && body.dataset.leaveUrl) location.assign(body.dataset.leaveUrl);
});

let shifted = 0;
function shift() {
  const [x, y] = SHIFTS[(shifted += 1) % SHIFTS.length];
  document.documentElement.style.setProperty("--wall-x", `${x}px`);
  document.documentElement.style.setProperty("--wall-y", `${y}px`);
}

document.documentElement.style.setProperty("--wall-scale", body.dataset.scale || "1");
show(Math.max(0, indexOf(pinned)));
beat();
everySecond(beat);
setInterval(shift, SHIFT_EVERY);
