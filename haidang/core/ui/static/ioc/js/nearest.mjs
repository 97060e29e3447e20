// The nearest first: [data-nearest] asks where the phone is and sorts the children of each [data-by-distance] by their
// `data-lon` and `data-lat`; where the phone is stays in it. When it cannot be known, the link itself leads on.
import { numberSaid } from "ioc/words";

const FIND_FOR = 8_000;
let place = null;

function metresTo({ lon, lat }) {
  if (!lon || !lat) return Infinity;
  const radians = (degrees) => (degrees * Math.PI) / 180;
  const half = Math.sin(radians(lat - place.latitude) / 2) ** 2
    + Math.cos(radians(lat)) * Math.cos(radians(place.latitude)) * Math.sin(radians(lon - place.longitude) / 2) ** 2;
  return 12_742_000 * Math.asin(Math.sqrt(half));
}

const farSaid = (metres) => (metres < 1000 ? `${numberSaid(metres, 0)} m` : `${numberSaid(metres / 1000, 1)} km`);

function sort() {
  if (!place) return;
  for (const list of document.querySelectorAll("[data-by-distance]")) {
    const sorted = [...list.children].map((card) => [metresTo(card.dataset), card]).sort(([a], [b]) => a - b);
    for (const [metres, card] of sorted) {
      const far = card.querySelector("[data-far]");
      if (far && Number.isFinite(metres)) far.textContent = `· ${farSaid(metres)}`;
    }
    list.append(...sorted.map(([, card]) => card));
  }
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-nearest]");
  if (!link || !navigator.geolocation) return;
  event.preventDefault();
  const found = ({ coords }) => {
    place = coords;
    sort();
  };
  const lost = () => location.assign(link.href);
  navigator.geolocation.getCurrentPosition(found, lost, { timeout: FIND_FOR, maximumAge: 60_000, enableHighAccuracy: true });
});
document.body.addEventListener("htmx:afterSettle", sort);
