// The wall: shows scenes in turn and gives way to what people put on it. It has no controls.
//
// What is played comes from <body data-state> and, whenever the journal tells of a wall, from data-now-url: `entries`
// [{scene, dwell, from, to}] in the order of the playlist, and `show`, which stays until it is taken away. A scene that the
// page does not have (of an event, of one object) is fetched when it comes up and forgotten when it goes. One that comes up
// gets `ioc:shown`. There is one map for all: data-layers says which of its layers are on, data-domain whose alarms,
// data-look (lon lat zoom) where it looks. A wall wider than two scenes shows the next ones beside the present one.
import { everySecond, serverNow } from "ioc/ages";
import { drawnBy } from "ioc/gl";
import { isInterrupting } from "ioc/wall-alarm";
import { missed, reloadIfServed, reloads, told } from "ioc/wall-watch";

const DWELL = 45;
const ASK_EVERY = 30_000;
const ASK_AGAIN = 5_000; // while the server does not answer
const SPREAD = 1_000; // many screens hear of a change at one moment
const WIDE = 1.65; // of a scene's shape, 16:9, with room to give
const LARGEST_IN_SOFTWARE = 2_000_000; // points of a map
const zone = { timeZone: "Asia/Ho_Chi_Minh", hour: "2-digit", minute: "2-digit", hour12: false };
const hour = new Intl.DateTimeFormat("en-GB", zone);

const root = document.documentElement;
const body = document.body;
const find = (name) => document.querySelector(`[data-wall-${name}]`);
const sceneNamed = (name) => document.querySelector(`.scene[data-scene="${CSS.escape(name)}"]`);
const mapFrame = () => find("map");
const map = () => mapFrame()?.querySelector("ioc-map");

let state = JSON.parse(body.dataset.state || '{"entries": []}');
let pinned = body.dataset.pinned ?? "";
let current = "";
let turnsAt = Infinity;
let askAt = Date.now() + ASK_EVERY;
let reloadWanted = false;
let turning = false;
let turned = 0;

/** The scenes of this hour, in order; all of them when none is meant for it. */
function playing() {
  const now = hour.format(new Date(serverNow()));
  const isIn = ({ from, to }) => !from || (from < to ? from <= now && now < to : now >= from || now < to);
  const found = state.entries.filter(isIn);
  return found.length ? found : state.entries;
}

const entryOf = (name) => playing().find(({ scene }) => scene === name);
const wanted = () => state.show?.scene ?? pinned;

async function show(name) {
  const scene = sceneNamed(name) ?? (await fetched(name));
  if (!scene) return false;
  current = name;
  turned += 1;
  turnsAt = Date.now() + (entryOf(name)?.dwell ?? DWELL) * 1000;
  const abreast = [scene, ...beside(name)];
  root.style.setProperty("--abreast", abreast.length);
  root.toggleAttribute("data-abreast", abreast.length > 1);
  root.dataset.stage = scene.dataset.stage ?? "";
  for (const one of document.querySelectorAll(".scene")) {
    const column = abreast.indexOf(one);
    one.toggleAttribute("data-hidden", column < 0);
    one.toggleAttribute("data-beside", column > 0);
    one.style.setProperty("--column", Math.max(0, column));
    one.inert = column < 0;
    if (column < 0 && one.hasAttribute("data-loose")) one.remove();
  }
  for (const one of abreast) one.dispatchEvent(new CustomEvent("ioc:shown"));
  aim(scene);
  tellPlace(scene);
  return true;
}

/** Those that come next and are on the page, as many as there is room for. */
function beside(name) {
  const room = Math.max(1, Math.floor(innerWidth / innerHeight / WIDE)) - 1;
  const order = playing().map(({ scene }) => scene);
  const from = order.indexOf(name) + 1;
  const next = [...order.slice(from), ...order.slice(0, from)].filter((one) => one !== name && sceneNamed(one));
  return [...new Set(next)].slice(0, room).map(sceneNamed);
}

async function fetched(name) {
  const url = name === state.show?.scene ? state.show.url : `${body.dataset.sceneUrl.replace("KEY", encodeURIComponent(name))}`;
  try {
    const answer = await fetch(url);
    if (!answer.ok) return null;
    const holder = document.createElement("template");
    holder.innerHTML = await answer.text();
    const scene = holder.content.querySelector(".scene");
    scene.toggleAttribute("data-loose", true);
    document.querySelector(".wall-scenes").append(scene);
    window.htmx?.process(scene);
    return scene;
  } catch {
    return null;
  }
}

function aim({ dataset: { layers, domain, look } }) {
  customElements.whenDefined("ioc-map").then(() => {
    if (layers) map()?.showOnly?.(layers.split(" "), domain);
    lookWhenReady(look);
  });
}

/** The map may still be loading: then as soon as it is there. */
function lookWhenReady(look) {
  const one = map();
  if (!one) return;
  if (!one.map) {
    setTimeout(() => look === sceneNamed(current)?.dataset.look && lookWhenReady(look), 1_000);
    return;
  }
  one.map.resize();
  if (!look) {
    one.lookBack?.();
    return;
  }
  const [lon, lat, zoom] = look.split(" ").map(Number);
  one.lookAt?.([lon, lat], zoom);
}

function tellPlace({ dataset }) {
  const name = find("scene");
  const order = playing();
  const at = order.findIndex(({ scene }) => scene === current);
  const before = state.show ? `${state.show.said} · ` : at >= 0 && order.length > 1 ? `${at + 1}/${order.length} · ` : "";
  if (name) name.textContent = before + (dataset.title ?? "");
  name?.toggleAttribute("data-pinned", Boolean(state.show));
  find("bars")?.replaceChildren(...(order.length > 1 && !wanted() ? order : []).map((_, place) => {
    const bar = document.createElement("i");
    bar.classList.toggle("on", place === at);
    return bar;
  }));
}

/** What is due: what was put here, else the next scene of this hour that can be had. */
async function turn() {
  if (turning) return;
  turning = true;
  try {
    if (reloadWanted) await reloadIfServed();
    if (wanted() && (await show(wanted()))) return;
    const order = playing().map(({ scene }) => scene);
    const from = order.indexOf(current) + 1;
    for (const name of [...order.slice(from), ...order.slice(0, from)]) {
      if (await show(name)) return;
    }
    turnsAt = Date.now() + DWELL * 1000;
  } finally {
    turning = false;
  }
}

async function ask() {
  askAt = Date.now() + ASK_AGAIN;
  const url = new URL(body.dataset.nowUrl, location.href);
  const said = { width: innerWidth, height: innerHeight, gl: drawnBy(), scene: current, version: body.dataset.version, missed: missed(), reloads: reloads() };
  for (const [name, value] of Object.entries(said)) url.searchParams.set(name, value);
  try {
    const answer = await fetch(url, { cache: "no-store", signal: AbortSignal.timeout(ASK_EVERY) });
    if (answer.redirected || answer.status === 401) return leave();
    told(answer.ok);
    if (!answer.ok) return;
    askAt = Date.now() + ASK_EVERY;
    take(await answer.json());
  } catch {
    told(false); // away: what is shown stays, and it is asked again soon
  }
}

function take(next) {
  const before = wanted();
  const isOther = JSON.stringify(next.entries) !== JSON.stringify(state.entries);
  reloadWanted ||= next.sound !== state.sound || next.theme !== state.theme;
  state = next;
  fit();
  if (wanted() !== before) {
    if (!wanted()) current = before && entryOf(before) ? before : "";
    turn();
  } else if (isOther && !wanted() && !entryOf(current)) turn();
}

/** Signed out: a screen shows a code again. */
function leave() {
  if (body.dataset.joinUrl) location.assign(body.dataset.joinUrl);
}

function fit() {
  const asked = new URLSearchParams(location.search).get("scale");
  root.style.setProperty("--wall-scale", asked ? body.dataset.scale : (state.scale ?? body.dataset.scale ?? 1));
  const [x, y] = state.margins ?? [0, 0];
  root.style.setProperty("--wall-margin-x", `${x}vw`);
  root.style.setProperty("--wall-margin-y", `${y}vh`);
}

/** Without a graphics card a map of many points takes seconds a frame: fewer points, drawn larger. */
function spare() {
  const one = map()?.map;
  if (drawnBy() !== "software" || !one || one.isSpared) return;
  const { width, height } = one.getCanvas();
  one.isSpared = true;
  if (width * height > LARGEST_IN_SOFTWARE) one.setPixelRatio(0.5);
}

function beat() {
  if (Date.now() >= askAt && body.dataset.nowUrl) ask();
  if (Date.now() >= turnsAt && !isInterrupting()) turn();
  spare();
  const until = state.show?.until;
  if (until && Date.parse(until) <= serverNow()) take({ ...state, show: null });
}

body.addEventListener("ioc:event:wall", () => (askAt = Math.min(askAt, Date.now() + Math.random() * SPREAD)));
body.addEventListener("ioc:conn", ({ detail }) => detail.state === "live" && (askAt = Math.min(askAt, Date.now() + Math.random() * SPREAD)));
body.addEventListener("ioc:version", () => (reloadWanted = true));
body.addEventListener("ioc:released", () => sceneNamed(current) && aim(sceneNamed(current)));
addEventListener("resize", () => sceneNamed(current) && show(current));
addEventListener("keydown", (event) => {
  if (event.key === "Escape" && body.dataset.leaveUrl) location.assign(body.dataset.leaveUrl);
});

fit();
drawnBy();
turn();
everySecond(beat);

/** For those who watch the wall: how many scenes came up since the page was loaded, and which is there now. */
export const shownSoFar = () => ({ turned, current });
