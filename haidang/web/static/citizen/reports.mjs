// The public list: the map is loaded when it is opened; its reports come piece by piece as it is moved, counted by the
// server where they lie close; a point leads to its page.
const LAYER = "reports";
const [NEAREST, FARTHEST] = [17, 4];
const pieces = new Map(); // address -> GeoJSON features, for as long as the page is open

const column = (lon, zoom) => Math.floor(((lon + 180) / 360) * 2 ** zoom);
function row(lat, zoom) {
  const angle = (lat * Math.PI) / 180;
  return Math.floor(((1 - Math.asinh(Math.tan(angle)) / Math.PI) / 2) * 2 ** zoom);
}

function seen(map) {
  const bounds = map.getBounds();
  const zoom = Math.max(FARTHEST, Math.min(NEAREST, Math.round(map.getZoom())));
  const [west, east] = [column(bounds.getWest(), zoom), column(bounds.getEast(), zoom)];
  const [north, south] = [row(bounds.getNorth(), zoom), row(bounds.getSouth(), zoom)];
  const found = [];
  for (let x = west; x <= east; x += 1) for (let y = north; y <= south; y += 1) found.push(`${zoom}/${x}/${y}`);
  return found;
}

async function piece(address) {
  if (!pieces.has(address)) {
    const answer = await fetch(address);
    if (!answer.ok) return [];
    pieces.set(address, (await answer.json()).features);
  }
  return pieces.get(address);
}

async function draw(shown) {
  const { tiles } = shown.config.layers.find(({ id }) => id === LAYER);
  const wanted = seen(shown.map);
  const found = await Promise.all(wanted.map((tile) => piece(tiles.replace("{tile}", tile)).catch(() => [])));
  if (wanted.join() === seen(shown.map).join()) shown.setLayer(LAYER, { type: "FeatureCollection", features: found.flat() });
}

function ready(shown) {
  return new Promise((done) => {
    const look = () => (shown.map ? done() : requestAnimationFrame(look));
    look();
  });
}

async function open() {
  await import("ioc/map");
  const shown = document.querySelector("ioc-map");
  await ready(shown);
  shown.map.on("moveend", () => draw(shown));
  shown.map.once("load", () => draw(shown));
  shown.addEventListener("ioc:pick", ({ detail }) => {
    if (detail.page) location.assign(detail.page);
  });
  shown.map.on("click", ({ point, lngLat }) => {
    const [several] = shown.map.queryRenderedFeatures(point, { layers: [`${LAYER}-clusters`] });
    if (several) shown.map.easeTo({ center: lngLat, zoom: shown.map.getZoom() + 2 });
  });
}

const holder = document.querySelector("[data-map-opens]");
holder?.addEventListener("toggle", () => holder.open && open(), { once: true });
