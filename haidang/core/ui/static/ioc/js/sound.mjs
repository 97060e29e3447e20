// The alarm sound, made by WebAudio: no files. Level 1 = a 3 + 2 group of pulses, again every 10 s until acknowledged;
// level 2 = three pulses once; level 3 = one soft pulse; level 4 is silent. One window of a desk sounds (Web Locks).
// Never sound alone: the same event is on the screen and in #say.
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
let isOn = isWall || localStorage.getItem(CHOICE) === "on";
let isOurs = false;
const unacknowledged = new Map();
let repeat = null;

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

function keepRepeating() {
  const urgent = unacknowledged.size > 0;
  if (urgent && repeat === null) repeat = setInterval(() => sound(1), REPEAT);
  if (!urgent && repeat !== null) {
    clearInterval(repeat);
    repeat = null;
  }
}

function say(alert) {
  const place = document.getElementById("say");
  if (place && alert.severity <= 2) place.textContent = alert.title;
}

function hear({ detail: alert }) {
  const isNew = alert.state === "new";
  if (alert.severity === 1 && isNew) unacknowledged.set(alert.id, alert);
  else unacknowledged.delete(alert.id);
  if (isNew && /\.(raise|escalate|reopen)$/.test(alert.action)) {
    sound(alert.severity);
    say(alert);
  }
  keepRepeating();
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
for (const row of document.querySelectorAll('.alarm[data-new][data-sev="crit"]')) {
  unacknowledged.set(Number(row.id.replace(/\D/g, "")), {});
}
keepRepeating();

navigator.locks?.request("ioc-sound", () => {
  isOurs = true;
  return new Promise(() => {});
});
isOurs = !navigator.locks;
show();
