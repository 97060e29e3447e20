// The marks that stand above the map as elements: alarms with their labels, and units.
import { KEYS, OUTLINES } from "ioc/map-style";
import { words } from "ioc/words";

const MILDEST = 9;

/** Alarms in groups, worst first in each and among them: one lies within `reach` pixels of the worst of its group. */
export function folded(alarms, project, reach) {
  const worstFirst = alarms
    .map((feature) => ({ feature, ...project(feature) }))
    .sort((a, b) => rank(a.feature) - rank(b.feature));
  const groups = [];
  for (const one of worstFirst) {
    const near = groups.find(([worst]) => Math.hypot(worst.x - one.x, worst.y - one.y) < reach);
    if (near) near.push(one);
    else groups.push([one]);
  }
  return groups.map((group) => group.map(({ feature }) => feature));
}

const rank = ({ properties }) => (properties.sev ?? MILDEST) - (properties.is_new ? 0.5 : 0);

/** Labels of worse alarms stand; the ones they would cover go, and those of alarms out of view. */
export function clearTags(map) {
  const taken = [];
  const frame = map.getBoundingClientRect();
  const isInView = ({ left, right, top, bottom }) => right > frame.left && left < frame.right && bottom > frame.top && top < frame.bottom;
  for (const tag of [...map.querySelectorAll(".map-tag")].reverse()) {
    tag.hidden = false;
    const { left, right, top, bottom } = tag.getBoundingClientRect();
    tag.hidden = !isInView(tag.parentElement.getBoundingClientRect()) || taken.some((other) => left < other.right && right > other.left && top < other.bottom && bottom > other.top);
    if (!tag.hidden) taken.push({ left, right, top, bottom });
  }
}

export function severitySvg(level) {
  const space = "http://www.w3.org/2000/svg";
  const [outline, baseline] = OUTLINES[level];
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("class", `sev sev-${KEYS[level]}`);
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(space, "path");
  path.setAttribute("d", outline);
  const digit = document.createElementNS(space, "text");
  digit.setAttribute("x", "10");
  digit.setAttribute("y", String(baseline));
  digit.textContent = level;
  svg.append(path, digit);
  return svg;
}

/** One mark for a group (see `folded`): the worst of it, with how many there are when it is not alone. */
export function markElement([{ properties }, ...others], { tagged, side, pulses }) {
  const made = document.createElement("button");
  const title = properties.title ?? properties.name;
  const more = others.length ? words.andMore(others.length) : "";
  made.type = "button";
  made.className = "map-mark";
  made.setAttribute("aria-label", [properties.sev, title, properties.place, more].filter(Boolean).join(" · "));
  if (pulses) made.dataset.pulse = "";
  if (properties.sev) made.append(severitySvg(properties.sev));
  if (others.length) made.append(element("b", "map-count", others.length + 1));
  if (tagged) {
    const tag = element("span", `map-tag ${side}`, title);
    tag.dataset.sev = KEYS[properties.sev];
    tag.append(element("small", "", [properties.place, more].filter(Boolean).join(" · ")));
    made.append(tag);
  }
  return made;
}

export function unitElement({ properties }) {
  const made = element("div", "map-unit", "");
  made.append(element("span", "", properties.tag ?? properties.name));
  return made;
}

function element(name, className, text) {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.textContent = text;
  return made;
}
