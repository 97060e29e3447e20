// <ioc-replay>: plays what has happened. Its JSON script says how alerts, units and phases stood from which moment on; the
// map, the curves, the log and the list of this moment follow the slider. The address keeps the moment (?t=, ms).
import { isDrawnInSoftware } from "ioc/gl";
import { severitySvg } from "ioc/map-marks";
import { collection, point } from "ioc/map-style";
import { dateSaid, secondsSaid } from "ioc/words";

const DRAW_EVERY = isDrawnInSoftware() ? 400 : 120; // ms: what moves on the map; the slider itself moves with every frame
const CURVES_EVERY = 500;
const isWall = document.documentElement.classList.contains("wall");

/** The last of [ms, …] pairs that is not later than the moment; undefined before the first. */
const lastBefore = (stands, at) => stands.findLast(([since]) => since <= at);

class Replay extends HTMLElement {
  connectedCallback() {
    this.story = JSON.parse(this.querySelector("script")?.textContent || "{}");
    this.map = this.querySelector("ioc-map");
    this.slider = this.querySelector("[data-at]");
    this.lines = [...document.querySelectorAll("[data-replay-log] [data-ms]")].map((row) => ({ row, ms: Number(row.dataset.ms) }));
    this.drawn = {};
    this.leaving = new AbortController();
    this.listen(this.leaving.signal);
    const asked = Number(new URLSearchParams(location.search).get("t"));
    this.goTo(asked >= this.story.start && asked <= this.story.end ? asked : this.story.start);
    this.dataset.ready = "yes";
    if (this.hasAttribute("data-autoplay")) this.play();
  }

  disconnectedCallback() {
    this.leaving.abort();
    this.pause();
  }

  listen(signal) {
    const on = (name, act) => this.querySelector(name)?.addEventListener("click", act, { signal });
    on("[data-play]", () => (this.frame ? this.pause() : this.play()));
    on("[data-back]", () => this.step(-1));
    on("[data-on]", () => this.step(1));
    this.slider.addEventListener("input", () => this.seek(Number(this.slider.value)), { signal });
    this.slider.addEventListener("keydown", (event) => this.slide(event), { signal });
    document.querySelector("[data-replay-log]")?.addEventListener("click", (event) => {
      const row = event.target.closest("a")?.closest("[data-ms]");
      if (!row) return;
      event.preventDefault();
      this.seek(Number(row.dataset.ms));
    }, { signal });
    this.map?.closest(".map-frame")?.addEventListener("click", () => (this.drawn = {}), { signal });
  }

  get speed() {
    return Number(this.querySelector("[data-speed]")?.value ?? this.dataset.speed ?? 60);
  }

  play() {
    if (this.at >= this.story.end) this.goTo(this.story.start);
    let before = performance.now();
    const tick = (now) => {
      const next = this.at + (now - before) * this.speed;
      before = now;
      if (next >= this.story.end) return this.ended();
      this.goTo(next);
      this.frame = requestAnimationFrame(tick);
    };
    this.frame = requestAnimationFrame(tick);
    this.say(true);
  }

  ended() {
    this.goTo(this.story.end);
    this.pause();
    if (this.hasAttribute("data-autoplay")) this.again = setTimeout(() => this.play(), 8000);
  }

  pause() {
    cancelAnimationFrame(this.frame);
    clearTimeout(this.again);
    this.frame = null;
    if (!this.isConnected) return;
    this.say(false);
    this.draw(true);
    this.keep();
  }

  say(isPlaying) {
    const button = this.querySelector("[data-play]");
    if (!button) return;
    button.setAttribute("aria-pressed", String(isPlaying));
    button.querySelector("span").textContent = isPlaying ? button.dataset.wordsPause : button.dataset.wordsPlay;
    const use = button.querySelector("use");
    use?.setAttribute("href", use.getAttribute("href").replace(/#.*$/, isPlaying ? "#player-pause" : "#player-play"));
  }

  /** To the next or previous line of the log. */
  step(way) {
    const margin = 500;
    const target = way > 0 ? this.lines.find(({ ms }) => ms > this.at + margin) : this.lines.findLast(({ ms }) => ms < this.at - margin);
    this.seek(target?.ms ?? (way > 0 ? this.story.end : this.story.start));
  }

  /** Arrows go by a hundredth, page keys by a tenth of the whole: a second each would take for ever. */
  slide(event) {
    const whole = this.story.end - this.story.start;
    const by = { ArrowRight: 0.01, ArrowUp: 0.01, ArrowLeft: -0.01, ArrowDown: -0.01, PageUp: 0.1, PageDown: -0.1 }[event.key];
    if (!by) return;
    event.preventDefault();
    this.seek(this.at + whole * by);
  }

  seek(at) {
    this.goTo(at);
    this.draw(true);
    if (!this.frame) this.keep();
  }

  keep() {
    if (isWall) return;
    const url = new URL(location.href);
    url.searchParams.set("t", String(Math.round(this.at)));
    history.replaceState(history.state, "", url);
  }

  goTo(at) {
    this.at = Math.min(Math.max(at, this.story.start), this.story.end);
    this.slider.value = this.at;
    const moment = new Date(this.at);
    const said = secondsSaid(moment);
    this.write("[data-clock]", said);
    this.write("[data-day]", dateSaid(moment));
    this.slider.setAttribute("aria-valuetext", `${said} ${dateSaid(moment)}`);
    this.draw(false);
  }

  write(name, text) {
    const place = this.querySelector(name);
    if (place && place.textContent !== text) place.textContent = text;
  }

  draw(isAsked) {
    const now = performance.now();
    if (!isAsked && now - (this.drawnAt ?? -Infinity) < DRAW_EVERY) return;
    this.drawnAt = now;
    this.write("[data-phase]", this.story.phases.findLast(({ from, to }) => from <= this.at && this.at < to)?.name ?? "");
    const units = this.unitsNow();
    const alerts = this.alertsNow();
    const drawn = this.story.drawings.filter(({ from, to }) => from <= this.at && (to === null || this.at < to));
    this.onMap("drawings", drawn.map(({ feature }) => feature));
    this.onMap("units", units.map(({ code, name, state, at }) => point(at, { id: code, name, tag: `${name} · ${state}` })));
    this.onMap("alerts", alerts.filter(({ lon }) => lon !== null).map((one) => point([one.lon, one.lat], { id: one.id, title: one.title, name: one.title, place: one.place, sev: one.sev, is_new: one.state === "new", url: one.url })));
    const { incident, opened } = this.story;
    this.onMap("scene", incident && this.at >= opened ? [point([incident.lon, incident.lat], { id: incident.id, title: incident.title, name: incident.title, place: incident.place, sev: incident.sev, is_new: false })] : []);
    this.list(units, alerts);
    this.follow();
    if (isAsked || now - (this.curvesAt ?? -Infinity) > CURVES_EVERY) {
      this.curvesAt = now;
      for (const chart of document.querySelectorAll("ioc-chart")) chart.playTo?.(this.at);
    }
  }

  unitsNow() {
    return this.story.units.flatMap(({ code, name, stands }) => {
      const stand = lastBefore(stands, this.at);
      return stand ? [{ code, name, at: [stand[1], stand[2]], state: stand[3] }] : [];
    });
  }

  alertsNow() {
    return this.story.alerts.flatMap((alert) => {
      const state = lastBefore(alert.stands, this.at)?.[1];
      return state && state !== "closed" ? [{ ...alert, state }] : [];
    }).sort((a, b) => a.sev - b.sev);
  }

  /** Only what has changed goes to the map: drawing it again is dear. */
  onMap(layer, features) {
    const sign = JSON.stringify(features);
    if (!this.map?.map || this.drawn[layer] === sign) return;
    this.drawn[layer] = sign;
    this.map.setLayer(layer, collection(features));
  }

  list(units, alerts) {
    const rows = [units.map(({ name, state }) => [0, name, state]), alerts.map(({ sev, title, place }) => [sev, title, place])];
    ["[data-replay-units]", "[data-replay-alerts]"].forEach((name, index) => {
      const place = document.querySelector(name);
      const sign = JSON.stringify(rows[index]);
      if (!place || place.dataset.sign === sign) return;
      place.dataset.sign = sign;
      place.replaceChildren(...rows[index].map(line));
    });
    document.querySelector("[data-replay-nothing]")?.toggleAttribute("hidden", Boolean(units.length + alerts.length));
  }

  /** Lines already written then, and the last of them in view. */
  follow() {
    const last = this.lines.findLast(({ ms }) => ms <= this.at);
    if (last === this.last && this.marked) return;
    this.marked = true;
    this.last = last;
    for (const one of this.lines) {
      one.row.toggleAttribute("data-ahead", one.ms > this.at);
      if (one === last) one.row.setAttribute("aria-current", "true");
      else one.row.removeAttribute("aria-current");
    }
    const holder = last?.row.closest("[data-replay-log]");
    if (holder) holder.scrollTop = last.row.offsetTop - holder.clientHeight / 2;
  }
}

function line([mark, title, more]) {
  const row = document.createElement("li");
  const sign = mark ? severitySvg(mark) : document.createElement("i");
  if (!mark) sign.className = "unit-mark";
  const text = document.createElement("div");
  const name = document.createElement("b");
  name.textContent = title;
  const small = document.createElement("small");
  small.textContent = more;
  text.append(name, small);
  row.append(sign, text);
  return row;
}

customElements.define("ioc-replay", Replay);
