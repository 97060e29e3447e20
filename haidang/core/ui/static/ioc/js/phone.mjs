// A unit's phone: tells where it is when it may, keeps what is being written when the network drops.
//   form[data-locate]       gets `…lon` and `…lat` before it is sent, when the browser knows them within a few seconds
//   form[data-draft="key"]  its text is kept on this device until it has been taken
//   [data-offline]          is shown while there is no network
//   [data-opens="id"]       opens the <details> around an element and goes there
const FIND_FOR = 4_000;
const AGE = 60_000;
const body = document.body;
const keyOf = (field) => `draft:${field.form.dataset.draft}:${field.name}`;

function located() {
  return new Promise((found) => {
    if (!navigator.geolocation) return found(null);
    const options = { timeout: FIND_FOR, maximumAge: AGE, enableHighAccuracy: true };
    navigator.geolocation.getCurrentPosition(({ coords }) => found(coords), () => found(null), options);
    setTimeout(() => found(null), FIND_FOR + 500); // the question may stay unanswered
  });
}

body.addEventListener("htmx:confirm", async (event) => {
  const form = event.detail.elt;
  if (!form.matches?.("form[data-locate]")) return;
  event.preventDefault();
  const coords = await located();
  for (const [name, value] of [["lon", coords?.longitude], ["lat", coords?.latitude]]) {
    const field = form.querySelector(`input[name$="${name}"]`);
    if (field && value !== undefined) field.value = value.toFixed(6);
  }
  event.detail.issueRequest(true);
});

function restore(within) {
  for (const field of within.querySelectorAll("form[data-draft] textarea")) {
    const kept = localStorage.getItem(keyOf(field));
    if (kept && !field.value) field.value = kept;
  }
}

body.addEventListener("input", ({ target }) => {
  if (target.matches("form[data-draft] textarea")) localStorage.setItem(keyOf(target), target.value);
});
body.addEventListener("htmx:afterRequest", ({ detail }) => {
  const form = detail.requestConfig?.elt; // detail.elt is what took its place
  if (!detail.successful || !form?.matches("form[data-draft]")) return;
  for (const field of form.querySelectorAll("textarea")) localStorage.removeItem(keyOf(field));
});

function say(away) {
  for (const banner of document.querySelectorAll("[data-offline]")) banner.hidden = !away;
}
addEventListener("offline", () => say(true));
addEventListener("online", () => say(false));
body.addEventListener("htmx:sendError", () => say(true));
body.addEventListener("ioc:conn", ({ detail }) => say(detail.state === "down"));

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  const place = opener && document.getElementById(opener.dataset.opens);
  if (!place) return;
  event.preventDefault();
  place.closest("details").open = true;
  place.scrollIntoView({ block: "center" });
  place.querySelector("textarea")?.focus();
});

restore(document);
say(!navigator.onLine);
