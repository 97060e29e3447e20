// The wall's watchdog. It listens to the time of the data, not to the socket: when nothing was heard for 10 s, or the server
// hears us but has no answers, a band says since when and what was there stays; after 30 s the page loads anew, once the
// server is there. Also at 03:30, so that nothing grows for months. It keeps the clock and shifts the picture by 2 px.
import { everySecond, serverNow } from "ioc/ages";
import { language, momentSaid, words } from "ioc/words";

const TICK = 5_000;
const STALE_AFTER = 10_000;
const RELOAD_AFTER = 30_000;
const NIGHTLY = "03:30";
const YOUNG = 120_000; // a page this new need not be loaded again
const SHIFT_EVERY = 600_000;
const SHIFTS = [[0, 0], [2, 0], [2, 2], [0, 2]];
const RELOADS = "wall-reloads";

const body = document.body;
const root = document.documentElement;
const find = (name) => document.querySelector(`[data-wall-${name}]`);
const zone = { timeZone: "Asia/Ho_Chi_Minh" };
const locale = language === "en" ? "en-GB" : "vi-VN";
const clock = new Intl.DateTimeFormat("en-GB", { ...zone, hour: "2-digit", minute: "2-digit", second: "2-digit" });
const weekday = new Intl.DateTimeFormat(locale, { ...zone, weekday: "long" });
const day = new Intl.DateTimeFormat("en-GB", { ...zone, day: "2-digit", month: "2-digit", year: "numeric" });

let heardAt = Date.now();
let answeredAt = Date.now();
let brokenAt = 0;
let tickedAt = null;
let missedTicks = 0;
let asking = false;

/** Ticks of the server that did not come, since the page was loaded. */
export const missed = () => missedTicks;
export const reloads = () => Number(sessionStorage.getItem(RELOADS) ?? 0);

/** Whether the server had an answer when it was last asked. */
export function told(isAnswered) {
  if (isAnswered) answeredAt = Date.now();
  else if (answeredAt >= brokenAt) brokenAt = Date.now();
}

const since = () => (brokenAt > answeredAt ? Math.min(heardAt, brokenAt) : heardAt);

// A reload while the server is away would leave a browser's error page on the wall: look first.
export async function reloadIfServed() {
  if (asking) return;
  asking = true;
  try {
    const answer = await fetch(location.href, { method: "HEAD", cache: "no-store", signal: AbortSignal.timeout(RELOAD_AFTER) });
    if (answer.ok) {
      sessionStorage.setItem(RELOADS, String(reloads() + 1));
      location.reload();
    }
  } catch {
    // still away; the band says so and the last data stay
  }
  setTimeout(() => (asking = false), RELOAD_AFTER);
}

function tellStale() {
  const band = find("stale");
  const silent = Date.now() - since();
  if (band) {
    if (band.hidden !== silent < STALE_AFTER) band.hidden = silent < STALE_AFTER;
    const text = words.connDown(momentSaid(new Date(since())));
    if (!band.hidden && band.textContent !== text) band.textContent = text;
  }
  if (body.dataset.streamUrl && Date.now() - heardAt > RELOAD_AFTER) reloadIfServed();
}

const put = (node, text) => node && node.textContent !== text && (node.textContent = text);

function tellTime() {
  const now = new Date(serverNow());
  const [hours, minutes, seconds] = clock.format(now).split(":");
  const place = find("clock");
  if (place) {
    place.dateTime = now.toISOString();
    put(place.firstElementChild, `${hours}:${minutes}`);
    put(place.lastElementChild, `:${seconds}`);
  }
  put(find("weekday"), weekday.format(now));
  put(find("date"), day.format(now));
  if (`${hours}:${minutes}` === NIGHTLY && performance.now() > YOUNG) reloadIfServed();
}

function beat() {
  tellTime();
  tellStale();
}

let shifted = 0;
function shift() {
  const [x, y] = SHIFTS[(shifted += 1) % SHIFTS.length];
  root.style.setProperty("--wall-x", `${x}px`);
  root.style.setProperty("--wall-y", `${y}px`);
}

for (const name of ["ioc:tick", "ioc:latest", "ioc:event"]) body.addEventListener(name, () => (heardAt = Date.now()));
body.addEventListener("ioc:tick", () => {
  const now = Date.now();
  if (tickedAt !== null) missedTicks += Math.max(0, Math.round((now - tickedAt) / TICK) - 1);
  tickedAt = now;
});

beat();
everySecond(beat);
setInterval(shift, SHIFT_EVERY);
