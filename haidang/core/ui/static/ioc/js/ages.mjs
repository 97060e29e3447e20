// Keeps every age, deadline and freshness badge true, once a second, writing only what changed.
import { clockSaid, lengthSaid, momentSaid, words } from "ioc/words";

const LATE_AFTER = 2;
const LOST_AFTER = 5;
const SLOWLY = 5; // seconds; a wall without a graphics card draws all of its points anew with each age

let serverAhead = 0;

/** Milliseconds now by the server's clock, learnt from the stream. */
export const serverNow = () => Date.now() + serverAhead;

document.body.addEventListener("ioc:tick", (event) => {
  const at = Date.parse(event.detail.at);
  if (Number.isFinite(at)) serverAhead = at - Date.now();
});

function write(element, text) {
  const node = element.firstChild;
  if (node && node.nodeType === Node.TEXT_NODE && element.childNodes.length === 1) {
    if (node.data !== text) node.data = text;
  } else {
    element.textContent = text;
  }
}

export function freshness(at, cadence, now = serverNow()) {
  const age = now - at;
  if (age < LATE_AFTER * cadence) return ["live", age < 5000 ? words.justNow : lengthSaid(age)];
  if (age < LOST_AFTER * cadence) return ["late", words.late(lengthSaid(age))];
  return ["lost", words.lost(momentSaid(new Date(at)))];
}

export function ageFresh(element, now = serverNow()) {
  const [state, text] = freshness(Date.parse(element.dataset.at), Number(element.dataset.cadence) * 1000, now);
  if (element.dataset.state !== state) {
    element.dataset.state = state;
    element.closest(".tile")?.toggleAttribute("data-stale", state !== "live");
  }
  write(element, text);
}

const kinds = {
  age: (element, at, now) => write(element, clockSaid(now - at)),
  since: (element, at, now) => {
    const age = now - at;
    const text = age < 5000 ? words.justNow : age < 86_400_000 ? words.ago(lengthSaid(age)) : momentSaid(new Date(at));
    write(element, text);
  },
  due: (element, at, now) => {
    element.classList.toggle("late", now > at);
    write(element, now > at ? words.over(lengthSaid(now - at)) : words.left(lengthSaid(at - now)));
  },
  countdown: (element, at, now) => {
    element.closest(".countdown")?.toggleAttribute("data-late", now > at);
    write(element, clockSaid(Math.abs(at - now)));
  },
};

function ageAll() {
  if (document.hidden) return;
  const now = serverNow();
  for (const element of document.querySelectorAll(".fresh[data-at]")) ageFresh(element, now);
  for (const [kind, say] of Object.entries(kinds)) {
    for (const element of document.querySelectorAll(`time[data-${kind}]`)) say(element, Date.parse(element.dataset[kind]), now);
  }
}

const rests = () => document.documentElement.matches("[data-gl=software].wall") && Math.floor(Date.now() / 1000) % SLOWLY > 0;
const beats = [() => rests() || ageAll()];

/** Calls at each full second, all in one task: what changes together is drawn together. */
export const everySecond = (say) => beats.push(say);

function beat() {
  setTimeout(beat, 1000 - (Date.now() % 1000));
  for (const say of beats) say();
}

beat();
document.addEventListener("visibilitychange", ageAll);
