// <ioc-lock data-lock-url data-unlock-url data-alive-url data-idle-seconds>: an idle desk is covered; stream and sound go on
// behind it. While somebody moves, the server hears it once a minute: a desk on watch without a sign of life escalates.
// The server locks too (POST data-lock-url), so that closing the overlay by other means opens nothing.
import { words } from "ioc/words";

const SIGNS = ["pointerdown", "pointermove", "keydown", "wheel", "touchstart"];
const SHARED = "ioc-active-at";
const ALIVE_EVERY = 60_000;

class Lock extends HTMLElement {
  connectedCallback() {
    this.dialog = this.querySelector("dialog");
    this.error = this.querySelector("[data-unlock-error]");
    this.password = this.querySelector("input[name=password]");
    this.idleFor = Number(this.dataset.idleSeconds) * 1000;
    this.leaving = new AbortController();
    const { signal } = this.leaving;
    for (const sign of SIGNS) addEventListener(sign, () => this.active(), { signal, passive: true });
    document.addEventListener("click", (event) => event.target.closest("[data-lock-now]") && this.lock(), { signal });
    // Browsers let a second Escape close a dialog whatever its cancel handler says.
    this.dialog.addEventListener("cancel", (event) => event.preventDefault(), { signal });
    this.dialog.addEventListener("close", () => this.isLocked && !this.dialog.open && this.dialog.showModal(), { signal });
    this.querySelector("form").addEventListener("submit", (event) => this.unlock(event), { signal });
    document.body.addEventListener("ioc:event:alert", (event) => this.count(event.detail), { signal });
    this.active();
    this.timer = setInterval(() => this.watch(), 1000);
    if ("locked" in this.dataset) this.cover();
  }

  active() {
    if (this.dialog.open) return;
    const now = Date.now();
    if (now - (this.activeAt ?? 0) < 1000) return;
    this.activeAt = now;
    localStorage.setItem(SHARED, String(now));
  }

  watch() {
    if (this.dialog.open) return;
    this.tell();
    const anywhere = Math.max(this.activeAt, Number(localStorage.getItem(SHARED)) || 0);
    if (Date.now() - anywhere > this.idleFor) this.lock();
  }

  tell() {
    const url = this.dataset.aliveUrl;
    if (!url || this.activeAt <= (this.toldAt ?? 0) || Date.now() - (this.toldAt ?? 0) < ALIVE_EVERY) return;
    this.toldAt = Date.now();
    this.send(url, new FormData()).catch(() => {});
  }

  cover() {
    this.isLocked = true;
    this.raised = 0;
    this.error.hidden = true;
    if (!this.dialog.open) this.dialog.showModal();
    this.password.focus();
  }

  lock() {
    this.isLocked = true;
    for (const dialog of document.querySelectorAll("dialog[open]:not(.lock)")) dialog.close();
    this.cover();
    this.send(this.dataset.lockUrl, new FormData()).catch(() => {});
  }

  async unlock(event) {
    event.preventDefault();
    try {
      const answer = await this.send(this.dataset.unlockUrl, new FormData(event.target));
      if (answer.ok) return this.opened();
      const said = (await answer.text()).trim();
      const plain = said.length < 200 && !said.includes("<") ? said : "";
      this.refuse(plain || (answer.status === 429 ? words.tooMany : answer.status < 500 ? words.wrongPassword : words.unlockFailed));
    } catch {
      this.refuse(words.unlockFailed);
    }
  }

  opened() {
    this.password.value = "";
    this.isLocked = false;
    this.dialog.close();
    this.activeAt = 0;
    this.active();
  }

  refuse(text) {
    this.error.textContent = text;
    this.error.hidden = false;
    this.password.select();
  }

  send(url, data) {
    const headers = { "X-CSRFToken": document.body.dataset.csrf, "X-Requested-With": "fetch" };
    return fetch(url, { method: "POST", body: data, headers });
  }

  count(alert) {
    if (!this.dialog.open || !/\.raise$/.test(alert.action)) return;
    this.raised += 1;
    this.querySelector("[data-lock-alarms]").textContent = `+${this.raised} · ${alert.title}`;
  }

  disconnectedCallback() {
    clearInterval(this.timer);
    this.leaving.abort();
  }
}

customElements.define("ioc-lock", Lock);
