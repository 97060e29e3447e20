// <ioc-palette data-search-url>: Ctrl K. The server answers ?q= with links; arrows choose, Enter opens.
const WAIT = 150;

class Palette extends HTMLElement {
  connectedCallback() {
    this.input = this.querySelector("input");
    this.list = this.querySelector("[role=listbox]");
    this.dialog = this.closest("dialog");
    this.input.addEventListener("input", () => this.ask());
    this.addEventListener("keydown", (event) => this.key(event));
    this.querySelector("form").addEventListener("submit", (event) => {
      const chosen = this.chosen();
      if (!chosen) return;
      event.preventDefault();
      location.assign(chosen.href);
    });
    new MutationObserver(() => this.dialog.open && this.opened()).observe(this.dialog, { attributeFilter: ["open"] });
  }

  opened() {
    this.input.select();
    if (!this.list.childElementCount) this.ask();
  }

  ask() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.fetch(), WAIT);
  }

  async fetch() {
    this.flight?.abort();
    this.flight = new AbortController();
    const url = new URL(this.dataset.searchUrl, location.href);
    url.searchParams.set("q", this.input.value);
    try {
      const answer = await fetch(url, { signal: this.flight.signal, headers: { "HX-Request": "true" } });
      if (answer.ok) this.show(await answer.text());
    } catch (error) {
      if (error.name !== "AbortError") this.list.replaceChildren();
    }
  }

  show(html) {
    this.list.innerHTML = html;
    this.links().forEach((link, index) => {
      link.role = "option";
      link.id ||= `palette-${index}`;
    });
    this.choose(this.links()[0]);
    this.input.setAttribute("aria-expanded", String(this.links().length > 0));
  }

  links() {
    return [...this.list.querySelectorAll("a")];
  }

  chosen() {
    return this.list.querySelector('[aria-selected="true"]');
  }

  choose(link) {
    for (const other of this.links()) other.setAttribute("aria-selected", String(other === link));
    link?.scrollIntoView({ block: "nearest" });
    if (link) this.input.setAttribute("aria-activedescendant", link.id);
    else this.input.removeAttribute("aria-activedescendant");
  }

  key(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const links = this.links();
    const at = links.indexOf(this.chosen());
    this.choose(links[(at + step + links.length) % links.length]);
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
    this.flight?.abort();
  }
}

customElements.define("ioc-palette", Palette);
