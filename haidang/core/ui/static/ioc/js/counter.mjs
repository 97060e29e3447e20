// A form at the counter: questions that arise by an answer, what is missing of the papers while it is ticked, Ctrl Enter, print.
import { language } from "ioc/words";

const SAID = {
  vi: { all: "đủ", lacking: (n) => `còn thiếu ${n} loại`, none: "chưa có", originals: "bản chính", copies: "bản sao", short: "còn thiếu" },
  en: { all: "complete", lacking: (n) => `${n} missing`, none: "not there", originals: "originals", copies: "copies", short: "lacks" },
};
const words = SAID[language] ?? SAID.vi;

function answersTo(form, name) {
  return new FormData(form).getAll(name).map(String);
}

function arise(form) {
  for (const one of form.querySelectorAll("[data-on]")) {
    const wanted = one.dataset.for.split(" ");
    const isWaiting = !answersTo(form, one.dataset.on).some((given) => wanted.includes(given));
    const isInside = one.parentElement.closest("[data-on][hidden]");
    one.hidden = isWaiting || Boolean(isInside);
  }
}

function standing(row) {
  const count = (name) => Number(row.querySelector(`[name$=".${name}"]`)?.value || 0);
  const files = Number(row.dataset.files || 0) + (row.querySelector('[type="file"]')?.files.length ?? 0);
  const isElectronic = row.querySelector('[type="checkbox"]')?.checked || files > 0;
  const [originals, copies] = [count("originals"), count("copies")];
  const [wanted, wantedCopies] = [Number(row.dataset.originals), Number(row.dataset.copies)];
  if (isElectronic) return "";
  if (!originals && !copies) return words.none;
  const lackOriginals = Math.max(0, wanted - originals);
  const lackCopies = Math.max(0, wantedCopies - copies - Math.max(0, originals - wanted));
  const said = [];
  if (lackOriginals) said.push(`${lackOriginals} ${words.originals}`);
  if (lackCopies) said.push(`${lackCopies} ${words.copies}`);
  return said.length ? `${words.short} ${said.join(", ")}` : "";
}

function tell(form) {
  const rows = [...form.querySelectorAll("[data-part]")];
  let missing = 0;
  for (const row of rows) {
    const chosen = row.querySelector('[type="file"]')?.files.length;
    if (chosen) row.querySelector("[data-chosen]").textContent = chosen;
    const said = row.dataset.required && !row.hidden ? standing(row) : "";
    row.querySelector("[data-short]").textContent = said;
    missing += said ? 1 : 0;
  }
  const summary = form.querySelector("[data-missing-said]") ?? document.querySelector("[data-missing-said]");
  if (summary && rows.length) {
    summary.textContent = missing ? words.lacking(missing) : words.all;
    summary.classList.toggle("late", missing > 0);
  }
}

for (const form of document.querySelectorAll("form[data-counter]")) {
  const look = () => {
    arise(form);
    tell(form);
  };
  form.addEventListener("input", look);
  form.addEventListener("change", look);
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    form.querySelector('[data-press="Enter"]')?.click();
  });
  look();
}

for (const button of document.querySelectorAll("[data-print]")) button.addEventListener("click", () => print());
document.querySelector(".error-summary[tabindex]")?.focus();
