// Words to begin an answer with: <select data-texts='{"key": "text with {reason}"}'> fills the form's [name=text] (or …-text);
// <select data-reasons='{"key": "why"}'> says what {reason} is, and is proposed itself where no words were chosen.
// What somebody has written themselves is not written over without being asked: it is put back by choosing "—".
const proposed = new WeakMap();

function fill(form) {
  const place = form.querySelector('[name=text], [name$="-text"]');
  const texts = form.querySelector("select[data-texts]");
  const reasons = form.querySelector("select[data-reasons]");
  if (!place) return;
  const before = proposed.get(place);
  if (!before) proposed.set(place, { own: place.value, last: place.value });
  const kept = proposed.get(place);
  if (place.value !== kept.last) kept.own = place.value;
  const reason = reasons ? JSON.parse(reasons.dataset.reasons)[reasons.value] ?? "" : "";
  const text = texts ? JSON.parse(texts.dataset.texts)[texts.value] ?? "" : "";
  const wanted = text ? text.replaceAll("{reason}", reason) : reason || kept.own;
  if (!text && place.value !== kept.last && place.value.trim()) return; // a reason alone does not push words aside
  place.value = kept.last = wanted;
}

document.body.addEventListener("change", ({ target }) => {
  if (target.matches("select[data-texts], select[data-reasons]")) fill(target.form);
});
