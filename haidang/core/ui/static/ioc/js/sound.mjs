// The alarm sound, made by WebAudio: no files. Level 1 = a 3 + 2 group of pulses, again every 10 s until acknowledged;
// level 2 = three pulses once; level 3 = one soft pulse; level 4 is silent. One window of a desk sounds (Web Locks).
// Never sound alone: the same event is on the screen and in #say.
// What is urgent, whether there is a flood (then only level 1 sounds) and how long a shift lead leaves it to the desk
// first is asked of the server ([data-sound-url]) when the page comes and soon after each alert.
import { toast } from "ioc/toast";
import { words } from "ioc/words";

const CHOICE = "sound";
const REPEAT = 10_000;
const PULSE = 0.16;

/** [seconds after the start, hertz] */
const PATTERNS = {
  1: [[0, 523], [0.24, 659], [0.48, 523], [1.05, 659], [1.29, 523]],
  2: [[0, 523], [0.3, 523], [0.6, 659]],
  3: [[0, 440]],
};
const LOUDNESS = { 1: 0.5, 2: 0.32, 3: 0.12 };
const HARMONICS = [[1, 1], [2, 0.35], [3, 0.18]];

const isWall = document.documentElement.classList.contains("wall");
let context = null;
let isOn = isWall ? document.body.dataset.sound !== "off" : localStorage.getItem(CHOICE) === "on";
let isOurs = false;
const urgent = new Map(); // number of an alert -> since when (ms) this desk is to sound for it
const ASK_AFTER = 1_500;
const address = document.querySelector("[data-sound-url]")?.dataset.soundUrl;
let isFlood = false;
let wait = 0; // ms that a shift lead leaves an urgent alert to the desk
let share = null; // fields and places of a split desk
let repeat = null;
let asking = null;

function pulse(at, hertz, loudness) {
  const gain = context.createGain();
  gain.gain.setValueAtTime(0, at);
  gain.gain.linearRampToValueAtTime(loudness, at + 0.012);
  gain.gain.setValueAtTime(loudness, at + PULSE - 0.05);
  gain.gain.exponentialRampToValueAtTime(0.0001, at + PULSE);
  gain.connect(context.destination);
  for (const [times, share] of HARMONICS) {
    const tone = context.createOscillator();
    const part = context.createGain();
    part.gain.value = share / 1.6;
    tone.frequency.value = hertz * times;
    tone.connect(part).connect(gain);
    tone.start(at);
    tone.stop(at + PULSE + 0.02);
  }
}

/** Sounds the pattern of a level now, whoever owns the lock: for the test of volume too. */
export function play(level) {
  if (!context || !PATTERNS[level]) return;
  const start = context.currentTime + 0.03;
  for (const [after, hertz] of PATTERNS[level]) pulse(start + after, hertz, LOUDNESS[level]);
}

async function wake() {
  context ??= new AudioContext();
  if (context.state === "suspended") await context.resume().catch(() => {});
  return context.state === "running";
}

function show() {
  const sounding = isOn && context?.state === "running";
  for (const button of document.querySelectorAll("[data-sound]")) {
    button.setAttribute("aria-pressed", String(sounding));
    button.classList.toggle("muted-sound", !sounding);
    button.querySelector("[data-sound-on]")?.toggleAttribute("hidden", !sounding);
    button.querySelector("[data-sound-off]")?.toggleAttribute("hidden", sounding);
  }
}

async function turn(on) {
  isOn = on;
  localStorage.setItem(CHOICE, on ? "on" : "off");
  if (on && (await wake())) {
    play(3);
    if (!isOurs) toast(words.soundElsewhere, "warn");
  }
  show();
}

function sound(level) {
  if (isOn && isOurs && context?.state === "running") play(level);
}

const isDue = (since) => Date.now() >= since;
const soundUrgent = () => [...urgent.values()].some(isDue) && sound(1);

function keepRepeating() {
  if (urgent.size > 0 && repeat === null) repeat = setInterval(soundUrgent, REPEAT);
  if (urgent.size === 0 && repeat !== null) {
    clearInterval(repeat);
    repeat = null;
  }
  document.documentElement.toggleAttribute("data-urgent", [...urgent.values()].some(isDue));
}

/** The server's word: what somebody acknowledged elsewhere falls silent, what this window missed is heard. */
async function ask() {
  asking = null;
  const answer = await fetch(address, { headers: { Accept: "application/json" } }).catch(() => null);
  if (!answer?.ok) return;
  const facts = await answer.json();
  [isFlood, wait, share] = [facts.flood, facts.wait_s * 1000, facts.share];
  const known = new Map(urgent);
  urgent.clear();
  for (const one of facts.urgent) {
    const since = Date.parse(one.at) + (one.level > 0 ? 0 : wait);
    urgent.set(one.id, known.has(one.id) ? Math.min(known.get(one.id), since) : since);
  }
  keepRepeating();
}

function askSoon() {
  if (address && asking === null) asking = setTimeout(ask, ASK_AFTER);
}

function say(alert) {
  const place = document.getElementById("say");
  if (place && alert.severity <= 2) place.textContent = alert.title;
}

function isOurShare(alert) {
  if (!share || alert.severity === 1) return true;
  return share.places.length === 0 || share.places.some((path) => path.split("/").includes(alert.place));
}

function hear({ detail: alert }) {
  const id = String(alert.id);
  const asks = alert.state === "new" && !alert.aside;
  const comes = /\.(raise|escalate|repeat|forward|regrade)$/.test(alert.action);
  const isNew = asks && comes && !(alert.severity === 1 && urgent.has(id) && alert.action !== "alert.escalate");
  if (alert.severity === 1 && asks) {
    const since = Date.now() + (alert.action === "alert.escalate" ? 0 : wait);
    urgent.set(id, Math.min(urgent.get(id) ?? Infinity, since));
  } else urgent.delete(id);
  if (isNew) {
    const audible = alert.severity === 1 ? isDue(urgent.get(id)) : !isFlood && isOurShare(alert);
    if (audible) sound(alert.severity);
    say(alert);
  }
  keepRepeating();
  askSoon();
}

document.body.addEventListener("ioc:event:alert", hear);
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-sound]")) turn(!(isOn && context?.state === "running"));
  const test = event.target.closest("[data-sound-test]");
  if (test) wake().then((awake) => awake && play(Number(test.dataset.soundTest)));
});

// Browsers allow sound only after a gesture: the first one of the shift wakes a sound that was chosen before.
for (const gesture of ["pointerdown", "keydown"]) {
  addEventListener(gesture, () => isOn && !context && wake().then(show), { once: true, capture: true });
}
if (isWall) wake().then(show);

// Alerts that were already open and not acknowledged when the page came.
if (address) ask();
else for (const row of document.querySelectorAll('.alarm[data-new][data-sev="crit"]')) urgent.set(row.id.replace(/\D/g, ""), 0);
keepRepeating();

navigator.locks?.request("ioc-sound", () => {
  isOurs = true;
  return new Promise(() => {});
});
isOurs = !navigator.locks;
show();
