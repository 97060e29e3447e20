// The hotline screen: a click on the map is the place, a suggestion is chosen with one press, Ctrl Enter saves.
const form = document.querySelector("[data-hotline]");

document.addEventListener("ioc:point", ({ detail }) => {
  const at = form.elements.at;
  at.value = `${detail.lat.toFixed(6)}, ${detail.lon.toFixed(6)}`;
  at.dispatchEvent(new Event("change", { bubbles: true }));
});

form?.addEventListener("click", (event) => {
  const choice = event.target.closest("[data-kind-choice]");
  if (choice) form.elements.procedure.value = choice.dataset.kindChoice;
});

document.body.addEventListener("htmx:afterSwap", ({ target }) => {
  const commune = target.querySelector?.("[data-commune]")?.dataset.commune;
  if (commune && [...form.elements.place.options].some((one) => one.value === commune)) form.elements.place.value = commune;
  const first = target.id === "kinds" && target.querySelector("[data-kind-choice]");
  if (first && !form.elements.procedure.value) form.elements.procedure.value = first.dataset.kindChoice;
});

form?.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  form.querySelector("[data-save]").click();
});
