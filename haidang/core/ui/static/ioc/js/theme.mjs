// Light or dark, and the size of text: chosen on this device, kept in cookies so that the server paints it at once.
const YEAR = 31_536_000;
const html = document.documentElement;
const SIZES = ["", "large", "larger"];

const keep = (name, value) => {
  document.cookie = `${name}=${value}; path=/; max-age=${YEAR}; samesite=lax`;
};

export function setTheme(theme) {
  html.dataset.theme = theme;
  keep("theme", theme);
  document.body.dispatchEvent(new CustomEvent("ioc:theme", { detail: { theme }, bubbles: true }));
}

export function nextTextSize() {
  const size = SIZES[(SIZES.indexOf(html.dataset.text ?? "") + 1) % SIZES.length];
  if (size) html.dataset.text = size;
  else delete html.dataset.text;
  keep("text", size);
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-theme-toggle]")) setTheme(html.dataset.theme === "light" ? "dark" : "light");
  if (event.target.closest("[data-text-toggle]")) nextTextSize();
});
