// Drawing on the map of an incident: points by clicks, by Enter at the middle of the map, or typed; the form sends them.
import "ioc/map";
import { words } from "ioc/words";

const form = document.getElementById("draw-form");
const map = form && document.getElementById(form.dataset.map);
const CORNERS = 48;
const METRES_A_DEGREE = 111_320;

class Draft {
  constructor() {
    this.kinds = JSON.parse(document.querySelector("#draw-kinds script").textContent);
    this.field = form.elements.points;
    this.said = document.getElementById("draw-said");
    for (const part of form.querySelectorAll("[data-scripted]")) part.hidden = false;
    form.addEventListener("input", () => this.show());
    form.addEventListener("click", ({ target }) => this.pressed(target.closest("[data-draw]")?.dataset.draw));
    map?.addEventListener("ioc:point", ({ detail }) => this.add(detail));
    map?.addEventListener("keydown", (event) => this.key(event));
    this.show();
  }

  points() {
    return this.field.value
      .split(/[\n;]/)
      .map((line) => (line.match(/[-+]?\d+(?:\.\d+)?/g) ?? []).map(Number))
      .filter((pair) => pair.length === 2)
      .map(([lat, lon]) => [lon, lat]);
  }

  kind() {
    return this.kinds[form.elements.kind.value];
  }

  add({ lon, lat }) {
    const line = `${lat.toFixed(6)}, ${lon.toFixed(6)}`;
    const before = this.kind().takes.includes("Point") ? "" : this.field.value.trim();
    this.field.value = before ? `${before}\n${line}` : line;
    this.show();
  }

  pressed(what) {
    if (what === "add" && map?.map) {
      const { lng: lon, lat } = map.map.getCenter();
      this.add({ lon, lat });
    }
    if (what === "undo") this.field.value = this.field.value.trim().split("\n").slice(0, -1).join("\n");
    if (what === "clear") this.field.value = "";
    if (what) this.show();
  }

  key(event) {
    if (event.target.closest("button, a, summary") || !["Enter", "Backspace"].includes(event.key)) return;
    event.preventDefault();
    this.pressed(event.key === "Enter" ? "add" : "undo");
  }

  geometry(points) {
    const { takes } = this.kind();
    const radius = Number(form.elements.radius.value);
    if (!points.length) return null;
    if (takes.includes("Point")) return { type: "Point", coordinates: points[0] };
    if (points.length === 1) return radius > 0 && takes.includes("Polygon") ? circle(points[0], radius) : { type: "Point", coordinates: points[0] };
    const closes = takes.includes("Polygon") && (takes.length === 1 || form.elements.is_closed.checked) && points.length > 2;
    return closes ? { type: "Polygon", coordinates: [[...points, points[0]]] } : { type: "LineString", coordinates: points };
  }

  show() {
    const points = this.points();
    const { colour, dashed, takes } = this.kind();
    form.elements.radius.closest(".field").hidden = !takes.includes("Polygon");
    form.elements.is_closed.closest(".field").hidden = takes.length < 2;
    const geometry = this.geometry(points);
    const text = form.elements.label.value;
    const features = geometry ? [{ type: "Feature", geometry, properties: { colour, dashed, text } }] : [];
    const spots = points.map((coordinates) => ({ type: "Feature", geometry: { type: "Point", coordinates }, properties: { colour: "$ac", text: "" } }));
    map?.setLayer?.("draft", { type: "FeatureCollection", features: [...features, ...spots] });
    this.said.textContent = words.pointCount(points.length);
  }
}

function circle([lon, lat], metres) {
  const high = metres / METRES_A_DEGREE;
  const wide = high / Math.cos((lat * Math.PI) / 180);
  const ring = Array.from({ length: CORNERS + 1 }, (_, corner) => (2 * Math.PI * corner) / CORNERS).map((turn) => [lon + wide * Math.sin(turn), lat + high * Math.cos(turn)]);
  return { type: "Polygon", coordinates: [ring] };
}

if (form) customElements.whenDefined("ioc-map").then(() => new Draft());
