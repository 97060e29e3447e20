// A form of steps: questions that wait for an answer on the same page show as soon as it is given. The server asks the
// same without this.
for (const form of document.querySelectorAll("[data-apply]")) {
  const waiting = [...form.querySelectorAll("[data-on]")];

  const answersTo = (name) =>
    [...form.querySelectorAll(`[name="${CSS.escape(name)}"]`)]
      .filter((one) => !one.closest("[hidden]") && (!["radio", "checkbox"].includes(one.type) || one.checked))
      .map((one) => one.value);

  function show() {
    for (const one of waiting) {
      const asked = form.querySelector(`[name="${CSS.escape(one.dataset.on)}"]`);
      if (!asked) continue; // answered on another page: the server has judged it
      const wanted = one.dataset.for.split(" ");
      one.hidden = !answersTo(one.dataset.on).some((answer) => wanted.includes(answer));
    }
  }

  for (const row of form.querySelectorAll("[data-pinned]")) {
    import("citizen/where").then(({ offerPlace }) => offerPlace(row, row.querySelector("[data-point]")));
  }
  form.addEventListener("change", show);
  show();
  let isSent = false;
  form.addEventListener("submit", (event) => {
    if (isSent) event.preventDefault(); // the second press of a slow line
    isSent = true;
  });
  addEventListener("pageshow", () => {
    isSent = false;
  });
}
