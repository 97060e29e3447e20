// <ioc-past for="map">: the slider under a map, from 24 hours ago until now. The address keeps the moment (?at=); at the right end
// the map is live. Arrow keys go by one step, page keys by an hour; "play" runs forward to now.
import { dateSaid, lengthSaid, timeSaid, words } from "ioc/words";

const MINUTE = 60_000;
const SETTLE = 250; // ms until the map is asked: who drags passes many moments
const PLAY_EVERY = 1200;

class Past extends HTMLElement {
  connectedCallback() {
    this.map = document.getElementById(this.getAttribute("for"));
    this.slider = this.querySelector("input[type=range]");
    this.leaving = new AbortController();
    const { signal } = this.leaving;
    this.slider.addEventListener("input", () => this.moved(), { signal });
    this.slider.addEventListener("keydown", (event) => this.key(event), { signal });
    this.querySelector("[data-live]").addEventListener("click", () => this.goLive(), { signal });
    this.querySelector("[data-run]").addEventListener("click", () => (this.running ? this.stop() : this.run()), { signal });
    this.ticking = setInterval(() => this.tell(), 20_000);
    this.fromAddress();
  }

  disconnectedCallback() {
    this.leaving.abort();
    this.stop();
    clearInterval(this.ticking);
    clearTimeout(this.settling);
  }

  /** Minutes before now, 0 is live. */
  get back() {
    return -Number(this.slider.value);
  }

  fromAddress() {
    const asked = Date.parse(new URLSearchParams(location.search).get("at") ?? "");
    const back = Math.round((Date.now() - asked) / MINUTE);
    if (!(back > 0 && back <= -Number(this.slider.min))) return this.tell();
    this.at = asked;
    this.slider.value = -back;
    this.show();
  }

  moved() {
    const step = Number(this.slider.step) * MINUTE;
    this.at = this.back ? Math.floor((Date.now() - this.back * MINUTE) / step) * step : null;
    this.tell();
    clearTimeout(this.settling);
    this.settling = setTimeout(() => this.show(), SETTLE);
  }

  key(event) {
    const by = { PageUp: 60, PageDown: -60 }[event.key];
    if (!by) return;
    event.preventDefault();
    this.slider.value = Number(this.slider.value) + by;
    this.moved();
  }

  goLive() {
    this.stop();
    this.slider.value = 0;
    this.at = null;
    this.show();
  }

  run() {
    if (!this.back) this.slider.value = this.slider.min;
    this.running = setInterval(() => {
      if (!this.back) return this.goLive();
      this.slider.value = Number(this.slider.value) + Number(this.slider.step) * 2;
      this.moved();
    }, PLAY_EVERY);
    this.press();
    this.moved();
  }

  stop() {
    clearInterval(this.running);
    this.running = null;
    this.press();
  }

  press() {
    const button = this.querySelector("[data-run]");
    button.setAttribute("aria-pressed", String(Boolean(this.running)));
    const use = button.querySelector("use");
    use?.setAttribute("href", use.getAttribute("href").replace(/#.*$/, this.running ? "#player-pause" : "#player-play"));
  }

  show() {
    this.tell();
    const at = this.at ? new Date(this.at).toISOString().replace(/\.\d+Z$/, "Z") : null;
    this.map.setMoment?.(at);
    const url = new URL(location.href);
    if (at) url.searchParams.set("at", at);
    else url.searchParams.delete("at");
    history.replaceState(history.state, "", url);
  }

  tell() {
    const isLive = !this.at;
    const said = this.querySelector("[data-said]");
    const moment = this.at ? new Date(this.at) : null;
    said.textContent = isLive ? said.dataset.live : `${timeSaid(moment)} ${dateSaid(moment)} · ${words.ago(lengthSaid(Date.now() - this.at))}`;
    this.slider.setAttribute("aria-valuetext", said.textContent);
    this.toggleAttribute("data-past", !isLive);
    this.querySelector("[data-live]").toggleAttribute("disabled", isLive);
  }
}

customElements.define("ioc-past", Past);
