// A grid of figures: paste from Excel over the cells from the focused one, Enter and arrows, what changed kept by itself.
import { language } from "ioc/words";

const AT_MOST_EVERY = 30_000;
const SAID = {
  vi: { pasted: (n) => `Đã dán ${n} ô.`, more: (n) => ` ${n} dòng thừa bị bỏ.`, open: "Chưa lưu.", failed: "Chưa lưu được; sẽ thử lại." },
  en: { pasted: (n) => `${n} cells pasted.`, more: (n) => ` ${n} rows too many were left out.`, open: "Not saved yet.", failed: "Could not be saved; will try again." },
};
const words = SAID[language] ?? SAID.vi;

for (const form of document.querySelectorAll("form[data-grid]")) grid(form);

function grid(form) {
  const rows = [...form.querySelectorAll("tbody tr")].map((row) => [...row.querySelectorAll("input.input")]).filter((row) => row.length);
  const status = form.querySelector("[data-kept]");
  const changed = new Set();
  let savedAt = 0;
  let timer = 0;
  let isLeaving = false;

  const place = (cell) => {
    const row = rows.findIndex((cells) => cells.includes(cell));
    return row < 0 ? null : [row, rows[row].indexOf(cell)];
  };
  const say = (text) => {
    if (status) status.textContent = text;
  };

  function touch(cell) {
    const at = place(cell);
    if (!at) return;
    changed.add(rows[at[0]]);
    cell.removeAttribute("aria-invalid");
    clearTimeout(timer);
    timer = setTimeout(keep, Math.max(1_500, savedAt + AT_MOST_EVERY - Date.now()));
  }

  async function keep() {
    if (!changed.size) return;
    const sent = [...changed];
    changed.clear();
    savedAt = Date.now();
    const body = new FormData();
    body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    body.set("do", "autosave");
    for (const cells of sent) for (const cell of cells) body.set(cell.name, cell.value);
    try {
      const answer = await fetch(location.href, { method: "POST", body, keepalive: isLeaving, headers: { accept: "application/json" } });
      const said = await answer.json();
      say(said.said);
      if (answer.ok) for (const cells of sent) mark(cells[0], said.wrong[cells[0].name]);
    } catch {
      for (const cells of sent) changed.add(cells);
      say(words.failed);
      timer = setTimeout(keep, AT_MOST_EVERY);
    }
  }

  function mark(cell, message) {
    cell.parentElement.querySelector("small.late")?.remove();
    if (!message) return cell.removeAttribute("aria-invalid");
    cell.setAttribute("aria-invalid", "true");
    const small = document.createElement("small");
    small.className = "late";
    small.textContent = message;
    cell.after(small);
  }

  form.addEventListener("input", (event) => {
    touch(event.target);
    say(words.open);
  });

  form.addEventListener("paste", (event) => {
    const text = event.clipboardData?.getData("text/plain") ?? "";
    const start = place(event.target);
    if (!start || !/[\t\n]/.test(text.trimEnd())) return;
    event.preventDefault();
    const lines = text.replace(/\r?\n$/, "").split(/\r?\n/);
    let count = 0;
    for (const [down, line] of lines.entries()) {
      for (const [right, value] of line.split("\t").entries()) {
        const cell = rows[start[0] + down]?.[start[1] + right];
        if (!cell) continue;
        cell.value = value.trim();
        touch(cell);
        count += 1;
      }
    }
    const over = Math.max(0, start[0] + lines.length - rows.length);
    say(words.pasted(count) + (over ? words.more(over) : ""));
  });

  form.addEventListener("keydown", (event) => {
    const at = place(event.target);
    if (!at || event.altKey || event.ctrlKey || event.metaKey) return;
    const step = { Enter: event.shiftKey ? -1 : 1, ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const next = rows[at[0] + step]?.[at[1]];
    next?.focus();
    next?.select();
  });

  form.addEventListener("submit", () => {
    clearTimeout(timer);
    changed.clear();
  });
  addEventListener("pagehide", () => {
    isLeaving = true;
    keep();
  });
}
