// Lists that are swapped live: <section data-keep-rows> keeps its ticks, the chosen row and the focus over a swap by htmx.
// input[data-pick] or [name=pick] ticks one row, [data-pick-all] ticks all, [data-picked] counts (its value stands for none), [data-needs-picked] is closed while nothing is ticked.
const picks = (list) => [...list.querySelectorAll('input[name="pick"], input[data-pick]')];

// What a box stands for; "CODE|how it was seen" is the same row when it has changed meanwhile.
const keyOf = (box) => box.value.split("|")[0];

let kept = null;

function count(list) {
  const all = picks(list);
  const ticked = all.filter((box) => box.checked).length;
  for (const place of list.querySelectorAll("[data-picked]")) place.textContent = ticked || place.dataset.picked;
  for (const button of list.querySelectorAll("[data-needs-picked]")) button.disabled = !ticked;
  const whole = list.querySelector("[data-pick-all]");
  if (!whole) return;
  whole.checked = ticked > 0 && ticked === all.length;
  whole.indeterminate = ticked > 0 && ticked < all.length;
}

function remember(list) {
  const active = list.contains(document.activeElement) ? document.activeElement : null;
  kept = {
    ticked: new Set(picks(list).filter((box) => box.checked).map(keyOf)),
    row: list.querySelector("[data-row][data-focus]")?.id,
    focus: active && { row: active.closest("[data-row]")?.id, key: active.dataset.key, name: active.name },
    scrolled: list.querySelector(".table-wrap")?.scrollTop ?? 0,
  };
}

function restore(list) {
  for (const box of picks(list)) box.checked = kept.ticked.has(keyOf(box));
  const row = kept.row && document.getElementById(kept.row);
  row?.setAttribute("data-focus", "");
  const wrap = list.querySelector(".table-wrap");
  if (wrap) wrap.scrollTop = kept.scrolled;
  const holder = kept.focus?.row && document.getElementById(kept.focus.row);
  const same = holder?.querySelector(kept.focus.key ? `[data-key="${CSS.escape(kept.focus.key)}"]` : "a, input");
  (same ?? holder?.querySelector("a"))?.focus({ preventScroll: true });
  kept = null;
  count(list);
}

document.body.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target.matches("[data-keep-rows]")) remember(event.detail.target);
});
document.body.addEventListener("htmx:afterSettle", (event) => {
  const list = event.detail.target.matches("[data-keep-rows]") ? document.getElementById(event.detail.target.id) : null;
  if (list && kept) restore(list);
});

document.addEventListener("change", (event) => {
  const list = event.target.closest("[data-keep-rows]");
  if (!list) return;
  if (event.target.matches("[data-pick-all]")) for (const box of picks(list)) box.checked = event.target.checked;
  count(list);
});

for (const list of document.querySelectorAll("[data-keep-rows]")) count(list);
