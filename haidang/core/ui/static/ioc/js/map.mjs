// <ioc-map>: MapLibre over our own geography. Its JSON script child says what to show (README.md); the frame around it
// holds layer buttons, legend and insets. Clicks and the list give `ioc:pick` and load the side panel.
import { AttributionControl, Map as MapLibre, Marker, NavigationControl, ScaleControl, setWorkerUrl } from "maplibre-gl";
import { isDrawnInSoftware } from "ioc/gl";
import { clearTags, folded, markElement, severitySvg, unitElement } from "ioc/map-marks";
import { placeOf } from "ioc/map-shapes";
import { collection, point, severityImage, styleOf } from "ioc/map-style";
import { language, numberSaid, words } from "ioc/words";

setWorkerUrl(import.meta.resolve("maplibre-gl-worker"));

const TAGS = 3;
const PULSES = 3;
const LISTED = 60;
const REFRESH = isDrawnInSoftware() ? 10_000 : 2000; // every renewal draws the whole map again
const FOLDED_WITHIN = 18; // pixels of the design: marks nearer than that would hide one another
const BOX_MARGIN = 0.4; // of the view, on each side
const BOX_AFTER = 120; // ms after a move
const COUNTRY_BELOW = 5.6;
const ARCHIPELAGOS = [[112, 16.5], [114.3, 10]]; // Hoàng Sa, Trường Sa: where both are not in view, the inset shows them
const REGION = [[99.4, 4.8], [118.7, 23.9]];
const REFRESH_ON = ["alert", "incident"];
const ATTRIBUTION = '© <a href="https://www.openstreetmap.org/copyright" target="_blank" rel="noopener">OpenStreetMap</a> · Natural Earth';
const LOCALE = language === "en" ? { "Map.Title": "Interactive map" } : { "NavigationControl.ZoomIn": "Phóng to", "NavigationControl.ZoomOut": "Thu nhỏ", "AttributionControl.ToggleAttribution": "Nguồn bản đồ", "Map.Title": "Bản đồ tương tác" };

const isWall = document.documentElement.classList.contains("wall");

class IocMap extends HTMLElement {
  async connectedCallback() {
    if (this.map) return;
    this.leaving = new AbortController();
    this.config = JSON.parse(this.querySelector("script")?.textContent || "{}");
    this.domain = this.config.domain ?? "";
    this.layers = (this.config.layers ?? []).map((layer) => ({ refresh_on: REFRESH_ON, ...layer }));
    if (this.config.marks) this.layers.push({ id: "given-marks", alarms: true, data: marksAsPoints(this.config.marks) });
    this.frame = this.closest(".map-frame") ?? this;
    this.markers = [];
    this.k = parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;
    this.readAddress();
    try {
      await this.load();
      this.build();
      if (this.moment) this.look();
    } catch (error) {
      console.error("map", error);
      this.fail();
    }
  }

  disconnectedCallback() {
    this.leaving.abort();
    clearTimeout(this.refreshing);
    clearTimeout(this.boxing);
    for (const timer of this.timers ?? []) clearInterval(timer);
    this.resized?.disconnect();
    this.map?.remove();
    this.map = null;
  }

  colour = (name) => getComputedStyle(this).getPropertyValue(`--${name}`).trim();

  async load() {
    const { signal } = this.leaving;
    const json = async (url) => (url ? (await fetch(url, { signal, headers: { Accept: "application/json" } })).json() : null);
    const [base, islands, communes] = await Promise.all([json(this.dataset.base), json(this.dataset.islands), json(this.config.communes_url)]);
    await Promise.all(this.layers.map(async (layer) => {
      if (!layer.url || layer.boxed) return;
      try {
        layer.data = await json(this.addressOf(layer));
      } catch (error) {
        if (error.name === "AbortError") throw error;
        layer.failed = true; // one layer that fails does not take the map with it
      }
    }));
    this.state = {
      base,
      islands,
      communes,
      areas: this.areas(communes),
      glyphs: new URL(this.dataset.glyphs, location.href).href,
      attribution: this.config.attribution ? `${ATTRIBUTION} · ${escaped(this.config.attribution)}` : ATTRIBUTION,
      layers: this.layers,
    };
  }

  /** The areas given, or communes tinted by their code. */
  areas(communes) {
    const { areas, tints } = this.config;
    return coloured(tints && communes ? tinted(communes, tints) : areas, this.colour);
  }

  style() {
    this.state.reserved = collection(this.alarmPoints().map((feature) => point(feature.geometry.coordinates, {})));
    return styleOf(this.state, this.colour, this.k, document.documentElement.dataset.theme);
  }

  build() {
    const view = this.view ?? { center: this.config.centre ?? [107.2, 10.5], zoom: (this.config.zoom ?? 9.5) + Math.log2(this.k) };
    this.map = new MapLibre({
      container: this,
      style: this.style(),
      ...view,
      ...(this.view ? {} : { bounds: this.config.bounds ?? undefined, fitBoundsOptions: { padding: 36 * this.k } }),
      minZoom: 4,
      maxBounds: REGION,
      maxZoom: 17,
      interactive: !isWall,
      attributionControl: false,
      fadeDuration: 0,
      dragRotate: false,
      pitchWithRotate: false,
      cooperativeGestures: false,
      locale: LOCALE,
      canvasContextAttributes: { antialias: !isDrawnInSoftware(), powerPreference: "high-performance" },
    });
    this.map.setMissingStyleImageResolver((id) => {
      const level = Number(id.match(/-sev-([1-4])$/)?.[1]);
      if (level && !this.map.hasImage(id)) this.map.addImage(id, severityImage(level, this.colour), { pixelRatio: 1 });
    });
    this.styled = new Promise((resolve) => this.map.once("load", resolve));
    this.map.on("error", ({ error }) => console.warn("map", error?.message ?? error));
    this.frame.querySelector(".map-slow")?.toggleAttribute("hidden", !isDrawnInSoftware());
    this.addControls();
    this.placeMarkers();
    this.listen();
    this.countAll();
    this.loadBoxed().finally(() => {
      this.map?.once("idle", () => this.frame.setAttribute("data-ready", ""));
      this.map?.triggerRepaint(); // it may rest already
    });
  }

  /** Of the moment looked at, and of a layer whose points the server draws together only what lies in view. */
  addressOf(layer, box) {
    const url = new URL(layer.url, location.href);
    if (this.moment) url.searchParams.set("at", this.moment);
    if (box) for (const [name, value] of Object.entries(box)) url.searchParams.set(name, value);
    return url;
  }

  /** A box somewhat larger than the view, so that small moves need nothing new. */
  boxNow() {
    const seen = this.map.getBounds();
    const [wide, high] = [seen.getEast() - seen.getWest(), seen.getNorth() - seen.getSouth()].map((length) => length * BOX_MARGIN);
    const edges = [seen.getWest() - wide, seen.getSouth() - high, seen.getEast() + wide, seen.getNorth() + high];
    const zoom = this.map.getZoom() - Math.log2(this.k);
    return { box: edges.map((edge) => edge.toFixed(4)).join(","), zoom: (Math.floor(zoom * 2) / 2).toFixed(1) };
  }

  isInBox(layer) {
    if (!layer.box || layer.boxMoment !== this.moment || layer.box.zoom !== this.boxNow().zoom) return false;
    const [west, south, east, north] = layer.box.box.split(",").map(Number);
    const seen = this.map.getBounds();
    return west <= seen.getWest() && south <= seen.getSouth() && east >= seen.getEast() && north >= seen.getNorth();
  }

  /** What the server draws together is asked for anew when the view leaves what is there, or when it has changed. */
  async loadBoxed(layers = this.layers, isStale = false) {
    const wanted = layers.filter((layer) => layer.boxed && layer.on !== false && (isStale || !this.isInBox(layer)));
    await Promise.all(wanted.map((layer) => this.loadBox(layer)));
    if (!wanted.length || !this.map) return;
    this.countAll();
    this.fillList();
  }

  async loadBox(layer) {
    layer.flight?.abort();
    const flight = (layer.flight = new AbortController());
    const [box, moment] = [this.boxNow(), this.moment];
    try {
      const signal = AbortSignal.any([flight.signal, this.leaving.signal]);
      const answer = await fetch(this.addressOf(layer, box), { signal, headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(`${answer.status}`);
      layer.data = await answer.json();
      Object.assign(layer, { box, boxMoment: moment, failed: false });
      await this.styled;
      this.map?.getSource(layer.id)?.setData(layer.data);
    } catch (error) {
      if (error.name !== "AbortError") layer.failed = true;
    }
  }

  /** Shows the world as it was (ISO moment), or follows the present again (null). */
  async setMoment(at) {
    if (this.moment === at) return;
    this.moment = at;
    this.frame.toggleAttribute("data-past", Boolean(at));
    for (const layer of this.layers.filter(({ now_only: isOfNow }) => isOfNow)) {
      this.frame.querySelector(`[data-layer="${CSS.escape(layer.id)}"]`)?.toggleAttribute("disabled", Boolean(at));
    }
    if (this.map) await this.look();
  }

  /** Every layer that is shown, of the moment looked at. */
  look() {
    return this.refresh(this.layers.filter((layer) => layer.url && layer.on !== false));
  }

  addControls() {
    this.map.addControl(new AttributionControl({ compact: false }), "bottom-right");
    if (isWall) return;
    this.map.touchZoomRotate.disableRotation();
    this.map.addControl(new NavigationControl({ showCompass: false }), "top-right");
    this.map.addControl(new ScaleControl({ maxWidth: 90, unit: "metric" }), "top-right");
    this.addList();
  }

  listen() {
    const { signal } = this.leaving;
    this.resized = new ResizeObserver(() => this.map?.resize());
    this.resized.observe(this);
    document.body.addEventListener("ioc:theme", () => this.redraw(), { signal });
    this.frame.addEventListener("click", (event) => {
      const button = event.target.closest("[data-layer]");
      if (button) this.toggle(button.dataset.layer);
    }, { signal });
    this.map.on("click", (event) => this.clicked(event));
    this.map.on("mousemove", (event) => {
      this.map.getCanvas().style.cursor = this.featuresAt(event.point).length ? "pointer" : "";
    });
    this.map.on("zoomend", () => this.placeMarkers()); // what lay on one another may now stand apart
    this.map.on("moveend", () => {
      clearTags(this);
      const seen = this.map.getBounds();
      const whole = ARCHIPELAGOS.every((one) => seen.contains(one));
      this.frame.toggleAttribute("data-country", whole && this.map.getZoom() - Math.log2(this.k) < COUNTRY_BELOW);
      this.writeAddress();
      this.fillList();
      clearTimeout(this.boxing);
      this.boxing = setTimeout(() => this.map && this.loadBoxed(), BOX_AFTER);
    });
    const kinds = new Set(this.layers.flatMap((layer) => layer.refresh_on ?? []));
    for (const kind of kinds) document.body.addEventListener(`ioc:event:${kind}`, () => this.refreshSoon(kind), { signal });
    this.timers = this.layers.filter((layer) => layer.every).map((layer) => setInterval(() => this.refresh([layer]), layer.every * 1000));
  }

  redraw() {
    this.state.areas = this.areas(this.state.communes);
    this.map.setStyle(this.style(), { diff: true });
    this.placeMarkers();
  }

  refreshSoon(kind) {
    if (this.moment) return; // what has been does not change
    this.refreshing ??= setTimeout(() => {
      this.refreshing = null;
      this.refresh(this.layers.filter((layer) => layer.refresh_on?.includes(kind)));
    }, REFRESH);
  }

  async refresh(layers) {
    const boxed = this.loadBoxed(layers, true);
    const { moment } = this;
    for (const layer of layers) {
      if (!layer.url || layer.boxed) continue;
      try {
        const answer = await fetch(this.addressOf(layer), { signal: this.leaving.signal });
        const data = answer.ok && await answer.json();
        if (this.moment !== moment) return; // who drags the slider has gone on: a later answer shows where
        if (!data) continue;
        layer.data = data;
      } catch {
        continue;
      }
      this.map.getSource(layer.id)?.setData(layer.data);
    }
    await boxed;
    if (!this.map) return;
    this.map.getSource("reserved")?.setData(collection(this.alarmPoints()));
    this.placeMarkers();
    this.countAll();
    this.fillList();
  }

  /** Replaces the points of a layer: for pages that hold the data themselves. */
  setLayer(id, data) {
    const layer = this.layers.find((one) => one.id === id);
    if (!layer) return;
    layer.data = data;
    this.map?.getSource(id)?.setData(data);
    if (this.map) this.placeMarkers();
    this.countAll();
  }

  alarmPoints() {
    return this.layers.filter((layer) => layer.alarms && layer.on !== false).flatMap((layer) => this.featuresOf(layer)).filter(isPlaced);
  }

  /** Of alarms only those of the fields that are looked at, if any are named. */
  featuresOf(layer) {
    const features = layer.data?.features ?? [];
    return layer.alarms && this.domain ? features.filter(({ properties }) => this.domain.split(" ").includes(properties.domain)) : features;
  }

  layerOf(feature) {
    return this.layers.find((layer) => layer.data?.features.includes(feature))?.id;
  }

  placeMarkers() {
    for (const marker of this.markers) marker.remove();
    const groups = folded(this.alarmPoints(), ({ geometry }) => this.map.project(geometry.coordinates), FOLDED_WITHIN * this.k);
    const loud = groups.filter(([worst]) => worst.properties.sev <= 2).slice(0, TAGS);
    const pulsing = groups.filter((group) => group.some(({ properties }) => properties.sev === 1 && properties.is_new)).slice(0, PULSES);
    const units = this.layers.filter((layer) => layer.units && layer.on !== false).flatMap((layer) => layer.data?.features ?? []).filter(isPlaced);
    this.markers = [
      ...units.map((feature) => this.marker(unitElement(feature), feature, "left")),
      ...groups.reverse().map((group) => this.alarmMarker(group, { tagged: loud.includes(group), pulses: pulsing.includes(group) })),
    ];
    clearTags(this);
  }

  alarmMarker(group, { tagged, pulses }) {
    const [worst] = group;
    const side = this.map.project(worst.geometry.coordinates).x > this.clientWidth * 0.6 ? "left" : "";
    const made = markElement(group, { tagged, side, pulses });
    made.addEventListener("click", (event) => {
      event.stopPropagation();
      if (group.length > 1 && this.list) this.unfold(group);
      else this.pick(worst.properties, this.layerOf(worst));
    });
    return this.marker(made, worst, "center");
  }

  /** Goes nearer while that parts them; those at one and the same place are told in the list. */
  unfold([worst, ...others]) {
    const apart = others.some(({ geometry }) => String(geometry.coordinates) !== String(worst.geometry.coordinates));
    if (apart && this.map.getZoom() < this.map.getMaxZoom() - 1) {
      this.map.easeTo({ center: worst.geometry.coordinates, zoom: this.map.getZoom() + 2 });
      return;
    }
    this.list.open = true;
    this.list.querySelector(".map-list button")?.focus();
  }

  marker(element, feature, anchor) {
    return new Marker({ element, anchor }).setLngLat(feature.geometry.coordinates).addTo(this.map);
  }

  pickable() {
    return this.layers.filter((layer) => layer.on !== false).flatMap((layer) => [`${layer.id}-dots`, `${layer.id}-marks`, `${layer.id}-clusters`]).filter((id) => this.map.getLayer(id));
  }

  featuresAt({ x, y }) {
    const reach = 6 * this.k;
    return this.map.queryRenderedFeatures([[x - reach, y - reach], [x + reach, y + reach]], { layers: this.pickable() });
  }

  async clicked(event) {
    const [feature] = this.config.draws ? [] : this.featuresAt(event.point); // who draws means the place, not the thing
    if (!feature) {
      const { lng: lon, lat } = event.lngLat;
      this.dispatchEvent(new CustomEvent("ioc:point", { detail: { lon, lat }, bubbles: true }));
      return;
    }
    if (feature.properties.cluster) {
      if (feature.properties.to) return this.goInto(feature.properties);
      const zoom = await this.map.getSource(feature.source).getClusterExpansionZoom(feature.properties.cluster_id);
      this.map.easeTo({ center: feature.geometry.coordinates, zoom });
      return;
    }
    this.pick(feature.properties, feature.source);
  }

  /** To the members of a ring that the server drew. */
  goInto({ to }) {
    const [west, south, east, north] = to.split(",").map(Number);
    const camera = this.map.cameraForBounds([[west, south], [east, north]], { padding: 60 * this.k, maxZoom: 16 });
    this.map.easeTo({ ...camera, zoom: Math.max(camera?.zoom ?? 0, this.map.getZoom() + 1) });
  }

  /** A thing opens beside the map; an alarm is a page of its own. */
  pick(properties, layer) {
    const event = new CustomEvent("ioc:pick", { detail: { ...properties, layer }, bubbles: true, cancelable: true });
    if (!this.dispatchEvent(event)) return;
    const isAlarm = this.layers.find((one) => one.id === layer)?.alarms;
    const beside = properties.side_url ?? (isAlarm ? null : properties.url);
    if (beside && document.getElementById("side")) window.htmx?.ajax("GET", beside, { target: "#side", swap: "innerHTML" });
    else if (isAlarm && properties.url) location.assign(properties.url);
  }

  toggle(id) {
    const layer = this.layers.find((one) => one.id === id);
    if (!layer) return;
    layer.on = layer.on === false;
    this.press(layer);
    for (const { id: drawn, source } of this.map.getStyle().layers) {
      if (source === id) this.map.setLayoutProperty(drawn, "visibility", layer.on ? "visible" : "none");
    }
    if (layer.alarms || layer.units) this.placeMarkers();
    if (layer.on && layer.boxed) this.loadBoxed([layer]);
    this.writeAddress();
    this.fillList();
  }

  /** Turns on the layers named and all others off; with a domain, only its alarms. */
  showOnly(ids, domain = "") {
    if (this.map && !this.map.isStyleLoaded()) {
      this.map.once("idle", () => this.showOnly(ids, domain));
      return;
    }
    this.domain = domain;
    for (const layer of this.layers) {
      const wanted = ids.includes(layer.shapes ? "incidents" : layer.id); // what is drawn goes with its incidents
      if (wanted === (layer.on !== false)) continue;
      if (this.map) this.toggle(layer.id);
      else layer.on = wanted; // what is built next takes it from here
      this.press(layer);
    }
    if (!this.map) return;
    this.placeMarkers();
    this.countAll();
  }

  /** Goes to a place; `lookBack` returns to where the map was. */
  lookAt(at, zoom = 13) {
    this.home ??= this.map && { center: this.map.getCenter(), zoom: this.map.getZoom() };
    this.map?.jumpTo({ center: at, zoom: zoom + Math.log2(this.k) });
  }

  lookBack() {
    if (this.home) this.map?.jumpTo(this.home);
    this.home = null;
  }

  press(layer) {
    this.frame.querySelector(`[data-layer="${CSS.escape(layer.id)}"]`)?.setAttribute("aria-pressed", String(layer.on !== false));
  }

  countAll() {
    for (const layer of this.layers) {
      const place = this.frame.querySelector(`[data-layer="${CSS.escape(layer.id)}"] [data-count]`);
      if (place) place.textContent = layer.failed ? "?" : numberSaid(layer.data?.total ?? this.featuresOf(layer).length, 0);
    }
  }

  // The address keeps centre, zoom and layers of the page's main map.
  readAddress() {
    if (!this.config.keep_url) return;
    const asked = new URLSearchParams(location.search);
    const [lat, lon, zoom] = (asked.get("map") ?? "").split(",").map(Number);
    if (Number.isFinite(zoom)) this.view = { center: [lon, lat], zoom };
    if (!asked.has("layers")) return;
    const on = asked.get("layers").split(",");
    for (const layer of this.layers) {
      layer.on = on.includes(layer.id);
      this.press(layer);
    }
  }

  writeAddress() {
    if (!this.config.keep_url) return;
    const { lat, lng } = this.map.getCenter();
    const url = new URL(location.href);
    url.searchParams.set("map", [lat.toFixed(4), lng.toFixed(4), this.map.getZoom().toFixed(2)].join(","));
    url.searchParams.set("layers", this.layers.filter((layer) => layer.on !== false).map((layer) => layer.id).join(","));
    history.replaceState(history.state, "", url);
  }

  // Everything on the map can also be reached from a list, by keyboard and by screen readers.
  addList() {
    this.list = document.createElement("details");
    this.list.className = "map-objects";
    const summary = document.createElement("summary");
    summary.className = "chip";
    summary.textContent = words.objects;
    const rows = document.createElement("div");
    rows.className = "map-list";
    this.list.append(summary, rows);
    this.list.addEventListener("toggle", () => this.fillList());
    this.frame.querySelector(".map-layers")?.append(this.list);
  }

  fillList() {
    if (!this.list?.open) return;
    const bounds = this.map.getBounds();
    const inView = this.layers
      .filter((layer) => layer.on !== false)
      .flatMap((layer) => (layer.data?.features ?? []).map((feature) => ({ ...feature.properties, layer: layer.id, at: placeOf(feature.geometry) })))
      .filter(({ at }) => Array.isArray(at) && bounds.contains(at))
      .sort((a, b) => (a.sev ?? a.worst ?? 9) - (b.sev ?? b.worst ?? 9));
    const rows = inView.slice(0, LISTED).map((properties) => {
      const row = document.createElement("button");
      row.type = "button";
      const level = properties.sev ?? (properties.worst < 9 ? properties.worst : null);
      if (level) row.append(severitySvg(level));
      row.append(properties.cluster ? words.objectCount(properties.point_count) : (properties.title ?? properties.name ?? properties.id));
      row.addEventListener("click", () => (properties.to ? this.goInto(properties) : this.pick(properties, properties.layer)));
      return row;
    });
    const head = document.createElement("p");
    head.className = "menu-head";
    head.textContent = rows.length ? words.objectCount(inView.length) : words.noObjects;
    this.list.lastChild.replaceChildren(head, ...rows);
  }

  fail() {
    const place = document.createElement("div");
    place.className = "map-failed";
    place.textContent = words.mapFailed;
    this.append(place);
  }
}

// A place that is missing or outside the world must not stop the map.
function isPlaced(feature) {
  const [lon, lat] = feature.geometry?.coordinates ?? [];
  return Math.abs(lon) <= 180 && Math.abs(lat) <= 90;
}

const marksAsPoints = (marks) => collection(marks.map(({ at, ...properties }) => point(at, properties)));

function tinted(communes, tints) {
  const known = communes.features.filter(({ properties }) => tints[properties.code]);
  return { type: "FeatureCollection", features: known.map((one) => ({ ...one, properties: tints[one.properties.code] })) };
}

function coloured(areas, colour) {
  if (!areas) return null;
  const tint = ({ colour: named, ...properties }) => ({ ...properties, ...(named && { colour: named.startsWith("$") ? colour(named.slice(1)) : named }) });
  return { ...areas, features: areas.features.map((feature) => ({ ...feature, properties: tint(feature.properties) })) };
}

function escaped(text) {
  const holder = document.createElement("i");
  holder.textContent = text;
  return holder.innerHTML;
}

customElements.define("ioc-map", IocMap);
