// Shapes of a layer: areas, lines and points that somebody drew, each with the token of its colour ("$crit"), dashed or not.
const TOKENS = ["crit", "high", "med", "low", "tx", "tx2", "ac", "data"];

const isA = (...kinds) => ["in", ["geometry-type"], ["literal", kinds]];
const dashed = ["==", ["get", "dashed"], true];

/** MapLibre layers of a layer of shapes, under the names `<id>-fill`, `-line`, `-dash`, `-spots` and `-words`. */
export function shapeLayers({ id }, colour, k, layout) {
  const shade = ["match", ["get", "colour"], ...TOKENS.flatMap((token) => [`$${token}`, colour(token)]), colour("tx")];
  const line = (suffix, filter, extra) => ({
    id: `${id}-${suffix}`,
    type: "line",
    source: id,
    filter: ["all", isA("Polygon", "MultiPolygon", "LineString"), filter],
    layout: { ...layout, "line-join": "round", "line-cap": "butt" },
    paint: { "line-color": shade, "line-width": 2.2 * k, ...extra },
  });
  return [
    { id: `${id}-fill`, type: "fill", source: id, filter: isA("Polygon", "MultiPolygon"), layout, paint: { "fill-color": shade, "fill-opacity": 0.16 } },
    line("line", ["!", dashed], {}),
    line("dash", dashed, { "line-dasharray": [2.4, 1.6] }),
    {
      id: `${id}-spots`,
      type: "circle",
      source: id,
      filter: isA("Point"),
      layout,
      paint: { "circle-radius": 5 * k, "circle-color": shade, "circle-stroke-width": 1.6 * k, "circle-stroke-color": colour("label-halo") },
    },
  ];
}

/** Their words, above everything of the ground. */
export function shapeWords({ id }, colour, k, layout) {
  return {
    id: `${id}-words`,
    type: "symbol",
    source: id,
    layout: {
      ...layout,
      "text-field": ["coalesce", ["get", "text"], ""],
      "text-font": ["BVP SemiBold"],
      "text-size": 12 * k,
      "text-max-width": 12,
      "text-variable-anchor": ["top", "bottom", "left", "right"],
      "text-radial-offset": 0.8,
    },
    paint: { "text-color": colour("tx"), "text-halo-color": colour("label-halo"), "text-halo-width": 1.8 * k },
  };
}

/** Where a shape begins: what lists and bounds take as its place. */
export function placeOf(geometry) {
  let at = geometry?.coordinates;
  while (Array.isArray(at?.[0])) [at] = at;
  return at;
}
