// An alarm of level 1 takes the wall with its place, its camera and who has it, for at least 20 s, and gives it back. One at
// a time. What it shows comes from <body data-alert-url=".../CODE">, and again while it stands when somebody acts on it.
import { severitySvg } from "ioc/map-marks";
import { language } from "ioc/words";

const FOR = 20_000;
const MOST_WAITING = 3;

const body = document.body;
const place = () => document.querySelector("[data-wall-interrupt]");
const map = () => document.querySelector("[data-wall-map] ioc-map");

const waiting = [];
let shown = null;

export const isInterrupting = () => shown !== null;

async function next() {
  shown = waiting.shift() ?? null;
  const here = place();
  if (!here) return;
  if (shown) {
    setTimeout(next, FOR);
    const title = (language === "en" && shown.title_en) || shown.title;
    here.replaceChildren(severitySvg(shown.severity), line("b", title), line("p", shown.code ?? ""));
    await tellMore(shown);
  }
  here.hidden = !shown;
  document.documentElement.toggleAttribute("data-interrupted", Boolean(shown));
  const at = shown && here.querySelector("[data-at]")?.dataset.at;
  map()?.map?.resize();
  if (at) map()?.lookAt?.(at.split(" ").map(Number));
  if (!shown) body.dispatchEvent(new CustomEvent("ioc:released"));
}

/** The same alarm in full, as the server draws it; without it the bare lines stay. */
async function tellMore(alert) {
  const code = alert.code || alert.id;
  if (!code || !body.dataset.alertUrl) return;
  try {
    const answer = await fetch(body.dataset.alertUrl.replace("CODE", encodeURIComponent(code)));
    if (!answer.ok || shown !== alert) return;
    const here = place();
    here.innerHTML = await answer.text();
    window.htmx?.process(here);
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
  if (shown && detail.id === shown.id && !/\.raise$/.test(detail.action)) tellMore(shown);
  if (detail.severity !== 1 || !/\.raise$/.test(detail.action)) return;
  waiting.push(detail);
  waiting.splice(0, waiting.length - MOST_WAITING); // in a flood only the newest; all stand in the list
  if (!shown) next();
});
