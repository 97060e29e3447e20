// What every page needs: CSRF for htmx, menus and dialogs that open and close, the drawer, failed requests in words.
import { toast } from "ioc/toast";
import { words } from "ioc/words";

const body = document.body;

body.addEventListener("htmx:configRequest", (event) => {
  event.detail.headers["X-CSRFToken"] = body.dataset.csrf;
});

// A refused form comes back as 422 with what was typed, and a refusal may name its own place (HX-Retarget): show both.
body.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr } = event.detail;
  if (xhr.status === 422 || (xhr.status >= 400 && xhr.getResponseHeader("HX-Retarget"))) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
});
body.addEventListener("htmx:sendError", () => toast(words.offline, "error"));
body.addEventListener("htmx:responseError", (event) => {
  const { status, responseText } = event.detail.xhr;
  const said = responseText.length < 300 && !responseText.includes("<") ? responseText : "";
  toast(said || (status === 429 ? words.tooMany : words.failed), "error");
});

// Each answer brings the white space around its part along; a wall that swaps for months would drown in it.
body.addEventListener("htmx:load", ({ target: { parentNode } }) => {
  const isBlank = (node) => node?.nodeType === Node.TEXT_NODE && !node.data.trim();
  for (const node of [...(parentNode?.childNodes ?? [])]) if (isBlank(node) && isBlank(node.nextSibling)) node.remove();
});

function closeMenus(except) {
  for (const menu of document.querySelectorAll("details.menu[open]")) if (menu !== except) menu.open = false;
}

function toggleRail(button) {
  const desk = document.querySelector(".desk");
  const opened = desk.dataset.rail !== "open";
  desk.dataset.rail = opened ? "open" : "";
  button.setAttribute("aria-expanded", String(opened));
  if (opened) desk.querySelector(".rail a")?.focus();
}

function closeSide() {
  const side = document.getElementById("side");
  if (!side || !side.firstChild) return false;
  side.replaceChildren();
  body.dispatchEvent(new CustomEvent("ioc:side-closed", { bubbles: true }));
  return true;
}

document.addEventListener("click", (event) => {
  closeMenus(event.target.closest("details.menu"));
  const opener = event.target.closest("[data-open]");
  if (opener) document.getElementById(opener.dataset.open)?.showModal();
  if (event.target.closest("dialog [data-close]")) event.target.closest("dialog").close();
  if (event.target.closest("[data-close-side]")) closeSide();
  const rail = event.target.closest("[data-toggle-rail]");
  if (rail) toggleRail(rail);
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || document.querySelector("dialog[open]")) return;
  const menu = document.querySelector("details.menu[open]");
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  } else {
    closeSide();
  }
});

// A dialog that arrives in a fragment opens itself: <dialog class="dialog" data-show>.
body.addEventListener("htmx:afterSettle", (event) => {
  event.target.querySelector?.("dialog[data-show]:not([open])")?.showModal();
  if (event.target.id === "side") event.target.querySelector("h2, [autofocus]")?.focus();
  event.target.querySelector?.("[data-autofocus]")?.focus();
});
document.querySelector("[data-autofocus]")?.focus();

// <form data-clear>: empty again once it has been taken.
body.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.successful && event.target.matches("form[data-clear]")) event.target.reset();
});

body.addEventListener("ioc:version", () => toast(words.newVersion, "warn"));
