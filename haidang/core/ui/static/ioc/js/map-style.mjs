// The look of the map, made from the page's tokens: one pure function from state to a MapLibre style.
import { shapeLayers, shapeWords } from "ioc/map-shapes";
import { language, words } from "ioc/words";

const REGULAR = ["BVP Regular"];
const BOLD = ["BVP SemiBold"];
const CLUSTER_FROM = 6;
const NONE = 9;

/** The same outlines as severity.py, in a 20 x 20 box. */
export const OUTLINES = {
  1: ["M6.2 0.8h7.6l5.4 5.4v7.6l-5.4 5.4H6.2L0.8 13.8V6.2z", 13.6],
  2: ["M10 0.6 19.8 18.4H0.2z", 15.8],
  3: ["M10 0 20 10 10 20 0 10z", 13.6],
  4: ["M10 0.8a9.2 9.2 0 1 1 0 18.4a9.2 9.2 0 1 1 0-18.4z", 13.6],
};
export const KEYS = { 1: "crit", 2: "high", 3: "med", 4: "low" };

export const collection = (features = []) => ({ type: "FeatureCollection", features });
export const point = (coordinates, properties) => ({ type: "Feature", properties, geometry: { type: "Point", coordinates } });

const SEAS = collection([
  point([111.6, 16.55], { name: words.hoangSa, rank: 1 }),
  point([113.9, 9.6], { name: words.truongSa, rank: 1 }),
  point([110.9, 12.6], { name: words.eastSea, rank: 2 }),
  point([107.3, 10.27], { name: words.eastSea, rank: 3 }),
]);

/** Points to write the communes' names at: the middle of each one's largest ring. */
export function namesOf(communes) {
  return collection(
    communes.features.map((feature) => {
      const polygons = feature.geometry.type === "Polygon" ? [feature.geometry.coordinates] : feature.geometry.coordinates;
      const ring = polygons.map(([outer]) => outer).sort((a, b) => b.length - a.length)[0];
      const { vi, en, name, ward } = feature.properties;
      return point(middle(ring), { name: (language === "en" && en) || vi || name || ward || "" });
    }),
  );
}

/** One point an island: from afar the outlines are smaller than a pixel and MapLibre leaves them out. */
function isletsOf(islands) {
  const rings = (islands?.features ?? []).map(({ geometry }) => (geometry.type === "Polygon" ? geometry.coordinates[0] : geometry.coordinates[0]?.[0]));
  return collection(rings.filter(Boolean).map((ring) => point(ring[0], {})));
}

function middle(ring) {
  let area = 0;
  let x = 0;
  let y = 0;
  for (let i = 0; i < ring.length - 1; i += 1) {
    const cross = ring[i][0] * ring[i + 1][1] - ring[i + 1][0] * ring[i][1];
    area += cross;
    x += (ring[i][0] + ring[i + 1][0]) * cross;
    y += (ring[i][1] + ring[i + 1][1]) * cross;
  }
  return area ? [x / (3 * area), y / (3 * area)] : ring[0];
}

/**
 * state: {glyphs, base, islands, communes, areas, layers: [{id, cluster, moving, data, on}], reserved}
 * colour: token name -> colour; k: pixels per design pixel.
 */
export function styleOf(state, colour, k, theme) {
  const visible = (layer) => ({ visibility: layer.on === false ? "none" : "visible" });
  const dots = state.layers.filter((layer) => !layer.alarms && !layer.units && !layer.shapes);
  const shapes = state.layers.filter((layer) => layer.shapes);
  const sources = {
    base: { type: "geojson", data: state.base, attribution: state.attribution },
    islands: { type: "geojson", data: state.islands },
    islets: { type: "geojson", data: isletsOf(state.islands) },
    seas: { type: "geojson", data: SEAS },
    communes: { type: "geojson", data: state.communes ?? collection() },
    names: { type: "geojson", data: state.communes ? namesOf(state.communes) : collection() },
    areas: { type: "geojson", data: state.areas ?? collection() },
    reserved: { type: "geojson", data: state.reserved ?? collection() },
  };
  for (const layer of dots) sources[layer.id] = pointSource(layer, k);
  for (const layer of shapes) sources[layer.id] = { type: "geojson", data: layer.data ?? collection() };
  return {
    version: 8,
    glyphs: `${state.glyphs}{fontstack}/{range}.pbf`,
    sources,
    layers: [
      ...ground(colour, k),
      ...areas(colour, k),
      ...shapes.flatMap((layer) => shapeLayers(layer, colour, k, visible(layer))),
      ...dots.flatMap((layer) => circles(layer, colour, k, visible(layer))),
      ...labels(colour, k),
      ...shapes.map((layer) => shapeWords(layer, colour, k, visible(layer))),
      ...dots.flatMap((layer) => marks(layer, colour, k, visible(layer), theme)),
      {
        id: "reserved",
        type: "symbol",
        source: "reserved",
        layout: { "text-field": "MM", "text-font": REGULAR, "text-size": 22 * k, "text-allow-overlap": true },
        paint: { "text-opacity": 0.001 },
      },
    ],
  };
}

function pointSource(layer, k) {
  const plain = { type: "geojson", data: layer.data ?? collection() };
  if (!layer.cluster) return plain;
  return {
    ...plain,
    cluster: true,
    clusterRadius: Math.round(26 * k),
    clusterMaxZoom: 15,
    clusterMinPoints: CLUSTER_FROM,
    clusterProperties: { worst: ["min", ["to-number", ["coalesce", ["get", "sev"], NONE], NONE]] },
  };
}

const byZoom = (size) => ["interpolate", ["linear"], ["zoom"], 5, size / 5, 9, size];

function ground(colour, k) {
  const shoals = [[40, 0.07], [22, 0.09], [10, 0.12]].map(([width, opacity]) => ({
    id: `shoal-${width}`,
    type: "line",
    source: "base",
    filter: ["==", ["get", "kind"], "land"],
    layout: { "line-join": "round" },
    paint: { "line-color": colour("shoal"), "line-width": byZoom(width * k), "line-blur": byZoom(width * 0.7 * k), "line-opacity": opacity },
  }));
  const fill = (id, source, token, filter) => ({
    id,
    type: "fill",
    source,
    ...(filter && { filter: ["==", ["get", "kind"], filter] }),
    paint: { "fill-color": colour(token) },
  });
  const line = (id, source, token, width, extra = {}) => ({
    id,
    type: "line",
    source,
    layout: { "line-join": "round" },
    paint: { "line-color": colour(token), "line-width": width * k, ...extra.paint },
    ...(extra.filter && { filter: extra.filter }),
  });
  return [
    { id: "sea", type: "background", paint: { "background-color": colour("sea") } },
    ...shoals,
    fill("land", "base", "land", "land"),
    {
      id: "country",
      type: "fill",
      source: "base",
      filter: ["==", ["get", "kind"], "country"],
      maxzoom: 9,
      paint: { "fill-color": colour("province"), "fill-opacity": ["interpolate", ["linear"], ["zoom"], 6, 0.9, 9, 0] },
    },
    line("country-line", "base", "commune-line", 1, { filter: ["==", ["get", "kind"], "country"] }),
    fill("communes", "communes", "province"),
    line("commune-lines", "communes", "commune-line", 1, { paint: { "line-dasharray": [4, 3] } }),
    fill("islands", "islands", "province"),
    line("island-lines", "islands", "province-line", 1.4),
    {
      id: "island-dots",
      type: "circle",
      source: "islets",
      maxzoom: 9,
      paint: { "circle-radius": 1.2 * k, "circle-color": colour("label") },
    },
  ];
}

function areas(colour, k) {
  const shade = ["coalesce", ["get", "colour"], colour("low")];
  return [
    { id: "area-fill", type: "fill", source: "areas", filter: ["in", ["geometry-type"], ["literal", ["Polygon", "MultiPolygon"]]], paint: { "fill-color": shade, "fill-opacity": ["coalesce", ["get", "opacity"], 0.25] } },
    { id: "area-line", type: "line", source: "areas", filter: ["!=", ["get", "dashed"], true], paint: { "line-color": shade, "line-width": 1.6 * k } },
    { id: "area-dash", type: "line", source: "areas", filter: ["==", ["get", "dashed"], true], paint: { "line-color": shade, "line-width": 2 * k, "line-dasharray": [2, 1.4] } },
  ];
}

const isCluster = ["has", "point_count"];
const level = ["to-number", ["coalesce", ["get", "sev"], 0], 0];
const isCalm = ["==", level, 0];

function circles(layer, colour, k, layout) {
  const worst = ["match", ["get", "worst"], 1, colour("crit"), 2, colour("high"), 3, colour("med-t"), 4, colour("low"), colour("data2")];
  const hollow = ["any", ["==", ["get", "silent"], true], Boolean(layer.moving)];
  return [
    {
      id: `${layer.id}-dots`,
      type: "circle",
      source: layer.id,
      filter: ["all", ["!", isCluster], isCalm],
      layout,
      paint: {
        "circle-radius": (layer.moving ? 2.6 : 4) * k,
        "circle-color": ["case", hollow, colour("s1"), colour("data")],
        "circle-stroke-width": ["case", hollow, 1.5 * k, 1 * k],
        "circle-stroke-color": layer.moving ? colour("moving") : ["case", hollow, colour("tx3"), colour("label-halo")],
      },
    },
    {
      id: `${layer.id}-clusters`,
      type: "circle",
      source: layer.id,
      filter: isCluster,
      layout,
      paint: {
        "circle-radius": ["interpolate", ["linear"], ["get", "point_count"], 2, 9 * k, 20, 12 * k, 80, 17 * k],
        "circle-color": colour("s3"),
        "circle-stroke-width": ["case", ["<", ["get", "worst"], NONE], 2.2 * k, 1.3 * k],
        "circle-stroke-color": worst,
      },
    },
  ];
}

function labels(colour, k) {
  const halo = { "text-halo-color": colour("label-halo"), "text-halo-width": 1.6 * k };
  const seaNames = (name, rank, zooms) => ({
    id: `sea-names-${name}`,
    type: "symbol",
    source: "seas",
    filter: ["==", ["get", "rank"], rank],
    ...zooms,
    layout: {
      "text-field": ["get", "name"],
      "text-font": rank === 1 ? BOLD : REGULAR,
      "text-size": 12.5 * k,
      "text-letter-spacing": 0.05,
      "text-max-width": 14,
      "text-allow-overlap": true,
    },
    paint: { "text-color": colour("label"), ...halo },
  });
  return [
    {
      id: "commune-names",
      type: "symbol",
      source: "names",
      minzoom: 8.4,
      layout: { "text-field": ["get", "name"], "text-font": REGULAR, "text-size": ["interpolate", ["linear"], ["zoom"], 9, 10.5 * k, 12, 13.5 * k], "text-max-width": 7, "text-padding": 6 },
      paint: { "text-color": colour("label"), ...halo },
    },
    seaNames("islands", 1, {}),
    seaNames("far", 2, { maxzoom: 8.5 }),
    seaNames("near", 3, { minzoom: 8.5 }),
  ];
}

function marks(layer, colour, k, layout, theme) {
  return [
    {
      id: `${layer.id}-counts`,
      type: "symbol",
      source: layer.id,
      filter: isCluster,
      layout: { ...layout, "text-field": ["get", "point_count"], "text-font": BOLD, "text-size": 11.5 * k, "text-allow-overlap": true },
      paint: { "text-color": colour("tx") },
    },
    {
      id: `${layer.id}-marks`,
      type: "symbol",
      source: layer.id,
      filter: ["all", ["!", isCluster], [">", level, 0]],
      layout: {
        ...layout,
        "icon-image": ["concat", `${theme}-sev-`, ["to-string", level]],
        "icon-size": 0.5 * k,
        "icon-allow-overlap": true,
        "symbol-sort-key": level,
        "text-field": ["case", ["<=", level, 2], ["coalesce", ["get", "label"], ""], ""],
        "text-font": BOLD,
        "text-size": 12 * k,
        "text-variable-anchor": ["left", "right", "top", "bottom"],
        "text-radial-offset": 1.1,
        "text-optional": true,
      },
      paint: { "text-color": colour("tx"), "text-halo-color": colour("label-halo"), "text-halo-width": 1.8 * k },
    },
  ];
}

/** The picture of a severity, 40 x 40, for MapLibre's sprite. */
export function severityImage(level, colour) {
  const [outline, baseline] = OUTLINES[level];
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 48;
  const pen = canvas.getContext("2d");
  pen.translate(4, 4);
  pen.scale(2, 2);
  const path = new Path2D(outline);
  pen.lineWidth = 1.6;
  pen.lineJoin = "round";
  pen.strokeStyle = colour("label-halo");
  pen.stroke(path);
  pen.fillStyle = colour(KEYS[level]);
  pen.fill(path);
  if (level === 3) {
    pen.lineWidth = 0.9;
    pen.strokeStyle = colour("med-edge");
    pen.stroke(path);
  }
  pen.fillStyle = colour(level === 2 || level === 3 ? "on-sev-warm" : "on-sev");
  pen.font = "700 10px 'Inter Num', sans-serif";
  pen.textAlign = "center";
  pen.fillText(String(level), 10, baseline);
  return pen.getImageData(0, 0, 48, 48);
}
