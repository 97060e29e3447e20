// Keyboard: single keys (off while typing, and off altogether if the person wants), and G then a letter.
// A page names its own targets: data-key="a" on a button or link, data-row="URL" on list rows, data-go="t" on links.
import { language } from "ioc/words";

const SWITCH = "keys";
const GO_WITHIN = 1_500;

const TABLE = [
  ["Ctrl K", "Tìm kiếm, lệnh", "Search and commands"],
  ["J / K", "Dòng sau, dòng trước", "Next row, previous row"],
  ["X", "Đánh dấu dòng", "Tick the row"],
  ["Enter", "Mở dòng đang chọn", "Open the row"],
  ["A", "Nhận cảnh báo", "Acknowledge"],
  ["S", "Tạm hoãn", "Shelve"],
  ["I", "Mở sự cố", "Open an incident"],
  ["D", "Điều lực lượng", "Send a unit"],
  ["N", "Tạo mới", "New"],
  ["1–9", "Bước của quy trình", "Playbook step"],
  ["/", "Lọc trong trang", "Filter on the page"],
  ["F", "Toàn màn hình", "Full screen"],
  ["W", "Đưa lên màn hình lớn", "Send to the wall"],
  ["M", "Bật, tắt âm", "Sound on or off"],
  ["L", "Lớp bản đồ", "Map layers"],
  ["Esc", "Đóng", "Close"],
  ["?", "Danh sách phím", "This list"],
];

const isOn = () => localStorage.getItem(SWITCH) !== "off";
const isTyping = (target) => target.closest("input:not([type=checkbox], [type=radio], [type=range]), textarea, select, [contenteditable]");
const isModal = () => document.querySelector("dialog[open]");

let goUntil = 0;

const rows = () => [...document.querySelectorAll("[data-row]")];
const focused = () => document.querySelector("[data-row][data-focus]");

function choose(to) {
  for (const row of rows()) row.toggleAttribute("data-focus", row === to);
  to.scrollIntoView({ block: "nearest" });
  to.querySelector("a, button")?.focus({ preventScroll: true });
}

function moveRow(step) {
  const all = rows();
  const from = all.indexOf(focused());
  if (all.length) choose(all[Math.min(all.length - 1, Math.max(0, from + step))]);
}

// What stands in a row is only done to the chosen row: lists move while one types. With no row chosen, the first press chooses one.
function press(key) {
  const named = `[data-key="${CSS.escape(key)}"]`;
  const all = [...document.querySelectorAll(`main ${named}, .side ${named}`)];
  const target = focused()?.querySelector(named) ?? all.find((one) => !one.closest("[data-row]"));
  if (target) {
    if (target.disabled) return false;
    target.click();
    return true;
  }
  if (focused() || !all.length) return false;
  choose(all[0].closest("[data-row]"));
  return true;
}

const commands = {
  j: () => moveRow(1),
  k: () => moveRow(-1),
  x: () => focused()?.querySelector("input[type=checkbox]")?.click(),
  "/": () => document.querySelector("[data-filter], main input[type=search]")?.focus(),
  "?": () => {
    for (const list of document.querySelectorAll("[data-keys-list]")) fillList(list);
    document.getElementById("keys")?.showModal();
  },
  f: () => (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen()),
  m: () => document.querySelector("[data-sound]")?.click(),
  l: () => document.querySelector(".map-layers button")?.focus(),
  Enter: () => focused() && document.activeElement === document.body && location.assign(focused().dataset.row),
};

function go(key) {
  const link = document.querySelector(`a[data-go="${CSS.escape(key)}"]`);
  if (link) location.assign(link.href);
}

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
    const palette = document.getElementById("palette");
    if (!palette) return;
    event.preventDefault();
    if (!palette.open && !isModal()) palette.showModal();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (!isOn() || isTyping(event.target) || isModal()) return;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (Date.now() < goUntil) {
    goUntil = 0;
    go(key);
  } else if (key === "g") {
    goUntil = Date.now() + GO_WITHIN;
  } else if (key.length === 1 && press(key)) {
    event.preventDefault();
  } else if (commands[key]) {
    if (key !== "Enter") event.preventDefault();
    commands[key]();
  }
});

const wordsOf = (link) => [...link.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE).map((node) => node.textContent.trim()).join(" ").trim();

// What the page itself gives a key to goes before the table, in the words of its button.
function ownKeys() {
  const own = new Map();
  for (const target of document.querySelectorAll("main [data-key]")) {
    const key = target.dataset.key.toUpperCase();
    const said = wordsOf(target);
    if (!own.has(key) && said) own.set(key, said);
  }
  return own;
}

// Where G leads this person: rails differ by role.
const goKeys = () => [...document.querySelectorAll(".rail a[data-go]")].map((link) => [`G ${link.dataset.go.toUpperCase()}`, wordsOf(link)]);

function fillList(list) {
  list.replaceChildren();
  const own = ownKeys();
  const rest = TABLE.filter(([keys]) => !own.has(keys));
  for (const [keys, vi, en = vi] of [...own, ...rest, ...goKeys()]) {
    const term = document.createElement("dt");
    term.append(...keys.split(" ").flatMap((key) => {
      const cap = document.createElement("kbd");
      cap.className = "kbd";
      cap.textContent = key;
      return [cap, " "];
    }));
    const said = document.createElement("dd");
    said.textContent = language === "en" ? en : vi;
    list.append(term, said);
  }
}

for (const list of document.querySelectorAll("[data-keys-list]")) fillList(list);
for (const box of document.querySelectorAll("[data-keys-switch]")) {
  box.checked = isOn();
  box.addEventListener("change", () => localStorage.setItem(SWITCH, box.checked ? "on" : "off"));
}
