// A slider beside each number field of a page of suppositions: it moves the number, the page asks for the result itself.
const POINTS = 200;

for (const field of document.querySelectorAll("input[data-slide]")) {
  const [low, high] = [Number(field.dataset.low), Number(field.dataset.high)];
  if (!(high > low)) continue;
  const decimals = Number(field.dataset.decimals ?? 0);
  const slider = document.createElement("input");
  Object.assign(slider, { type: "range", min: low, max: high, step: Math.max((high - low) / POINTS, 10 ** -decimals) });
  slider.value = field.dataset.value;
  slider.setAttribute("aria-label", field.dataset.slide);
  slider.className = "slider";
  slider.addEventListener("input", () => {
    field.value = Number(slider.value).toFixed(decimals).replace(".", ",");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
  field.before(slider);
}
