// <ioc-toast>: a short message that goes away by itself. toast("text", "done" | "warn" | "error").
import { words } from "ioc/words";

const STAYS = 8_000;

class Toast extends HTMLElement {
  connectedCallback() {
    this.querySelector("[data-close]")?.addEventListener("click", () => this.remove());
    if (this.dataset.kind !== "error") this.leave();
    this.addEventListener("pointerenter", () => clearTimeout(this.timer));
    this.addEventListener("focusin", () => clearTimeout(this.timer));
    this.addEventListener("pointerleave", () => this.leave());
  }

  leave() {
    clearTimeout(this.timer);
    if (this.dataset.kind !== "error") this.timer = setTimeout(() => this.remove(), STAYS);
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
  }
}

customElements.define("ioc-toast", Toast);

export function toast(text, kind = "done") {
  const element = document.createElement("ioc-toast");
  element.className = "toast";
  element.dataset.kind = kind;
  const line = document.createElement("p");
  line.textContent = text;
  const close = document.createElement("button");
  close.type = "button";
  close.className = "btn quiet small";
  close.dataset.close = "";
  close.textContent = words.close;
  element.append(line, close);
  document.getElementById("toasts")?.append(element);
  return element;
}

// A server may answer with the header HX-Trigger: {"ioc:toast": {"text": "...", "kind": "done"}}.
document.body.addEventListener("ioc:toast", (event) => toast(event.detail.text, event.detail.kind));
