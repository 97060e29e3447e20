// The public list: the map is loaded when it is opened; a point leads to its page.
document.addEventListener("ioc:pick", ({ detail }) => {
  if (detail.page) location.assign(detail.page);
});
const holder = document.querySelector("[data-map-opens]");
holder?.addEventListener("toggle", () => holder.open && import("ioc/map"), { once: true });
