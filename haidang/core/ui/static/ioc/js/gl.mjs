// Who draws WebGL here: a graphics card, or the processor in its place. In software every frame is dear: then nothing that
// rests may move.
const SOFTWARE = /swiftshader|llvmpipe|softpipe|software|basic render/i;

let known;

/** "gpu", "software" or "none"; asked once. Software is also told to the CSS as <html data-gl="software">. */
export function drawnBy() {
  if (known === undefined) {
    const name = renderer();
    known = name === null ? "none" : SOFTWARE.test(name) ? "software" : "gpu";
    if (known !== "gpu") document.documentElement.dataset.gl = known;
  }
  return known;
}

export const isDrawnInSoftware = () => drawnBy() === "software";

function renderer() {
  const gl = document.createElement("canvas").getContext("webgl");
  if (!gl) return null;
  const unmasked = gl.getExtension("WEBGL_debug_renderer_info")?.UNMASKED_RENDERER_WEBGL ?? gl.RENDERER;
  const name = gl.getParameter(unmasked) ?? "";
  gl.getExtension("WEBGL_lose_context")?.loseContext(); // a page has few contexts to give
  return name;
}
