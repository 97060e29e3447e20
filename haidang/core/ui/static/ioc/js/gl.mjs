// Who draws WebGL here: a graphics card, or the processor in its place. In software every frame is dear: then nothing that
// rests may move.
const SOFTWARE = /swiftshader|llvmpipe|softpipe|software|basic render/i;

let known;

/** Asked once; also told to the CSS as <html data-gl="software">. */
export function isDrawnInSoftware() {
  if (known === undefined) {
    known = SOFTWARE.test(renderer());
    if (known) document.documentElement.dataset.gl = "software";
  }
  return known;
}

function renderer() {
  const gl = document.createElement("canvas").getContext("webgl");
  if (!gl) return "";
  const unmasked = gl.getExtension("WEBGL_debug_renderer_info")?.UNMASKED_RENDERER_WEBGL ?? gl.RENDERER;
  const name = gl.getParameter(unmasked) ?? "";
  gl.getExtension("WEBGL_lose_context")?.loseContext(); // a page has few contexts to give
  return name;
}
