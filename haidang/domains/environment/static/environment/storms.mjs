// <env-replay>: moves a storm along its track. Its JSON script child holds the steps; without a script, links do the same.
const PACE = 450; // ms a step of six hours

class EnvReplay extends HTMLElement {
  connectedCallback() {
    const own = [...this.children].find(({ localName }) => localName === "script");
    const { fixes, step } = JSON.parse(own.textContent);
    this.fixes = fixes;
    this.map = this.querySelector("ioc-map");
    this.slider = this.querySelector("input[type=range]");
    this.button = this.querySelector("[data-play]");
    this.querySelector("[data-replay]").hidden = false;
    this.slider.addEventListener("input", () => this.show(Number(this.slider.value)));
    this.button.addEventListener("click", () => (this.timer ? this.stop() : this.play()));
    this.show(step);
  }

  disconnectedCallback() {
    this.stop();
  }

  play() {
    if (this.at >= this.fixes.length - 1) this.show(0);
    this.timer = setInterval(() => (this.at < this.fixes.length - 1 ? this.show(this.at + 1) : this.stop()), PACE);
    this.button.setAttribute("aria-pressed", "true");
  }

  stop() {
    clearInterval(this.timer);
    this.timer = null;
    this.button.setAttribute("aria-pressed", "false");
  }

  show(at) {
    this.at = at;
    const fix = this.fixes[at];
    this.slider.value = at;
    this.slider.setAttribute("aria-valuetext", `${fix.said}, ${fix.what}`);
    for (const place of this.querySelectorAll("[data-said]")) place.textContent = fix[place.dataset.said];
    const geometry = { type: "Point", coordinates: fix.at };
    const properties = { id: String(at), name: `${fix.said} · ${fix.what}`, sev: fix.sev || 4 };
    this.map?.setLayer?.("storm", { type: "FeatureCollection", features: [{ type: "Feature", geometry, properties }] });
  }
}

customElements.define("env-replay", EnvReplay);
