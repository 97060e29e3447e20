// Where it is: the phone's own place, a pin on the map (loaded only when asked for), and what lies near.
import { said } from "citizen/app";

const PRECISE_FOR = 10_000;
const CLOSE = 13; // nearer than this our own map has nothing more to show

export const asText = ({ lat, lon }) => `${lat.toFixed(6)}, ${lon.toFixed(6)}`;

export function fromText(text) {
  const [lat, lon] = text.split(/[,;\s]+/).map(Number);
  return Number.isFinite(lat) && Number.isFinite(lon) ? { lat, lon } : null;
}

export function phonePlace() {
  return new Promise((resolve, reject) => {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => resolve({ lat: coords.latitude, lon: coords.longitude, accuracy: coords.accuracy }),
      reject,
      { enableHighAccuracy: true, timeout: PRECISE_FOR, maximumAge: 60_000 },
    );
  });
}

export function distanceKm(a, b) {
  const radians = (degrees) => (degrees * Math.PI) / 180;
  const half = Math.sin(radians(b.lat - a.lat) / 2) ** 2 + Math.cos(radians(a.lat)) * Math.cos(radians(b.lat)) * Math.sin(radians(b.lon - a.lon) / 2) ** 2;
  return 12_742 * Math.asin(Math.sqrt(half));
}

/** Tells the server's word on a point: its commune, and what others reported there. */
export async function askNear(form, place) {
  const [list, here] = [form.elements.place, form.querySelector("[data-near-here]")];
  try {
    const answer = await fetch(`${form.dataset.near}?at=${encodeURIComponent(asText(place))}`);
    if (answer.status !== 200) return;
    here.innerHTML = await answer.text();
    const commune = answer.headers.get("X-Commune");
    if (commune) list.value = commune;
  } catch {
    here.textContent = said("Chưa có mạng: xã, phường được tìm khi gửi.", "No network: the commune is found on sending.");
  }
}

/** Opens the map over the pin; `onMove` gets each new centre. */
export async function openMap(form, place, onMove) {
  const holder = form.querySelector("[data-map-here]");
  holder.hidden = false;
  let map = holder.querySelector("ioc-map");
  if (!map) {
    const style = Object.assign(document.createElement("link"), { rel: "stylesheet", href: form.dataset.mapCss });
    document.head.append(style);
    holder.prepend(holder.querySelector("template").content.cloneNode(true));
    map = holder.querySelector("ioc-map");
    await import("ioc/map");
    await ready(map);
    if (place) map.map.jumpTo({ center: [place.lon, place.lat], zoom: CLOSE });
    map.map.on("moveend", () => {
      const { lat, lng } = map.map.getCenter();
      onMove({ lat, lon: lng });
    });
  } else if (place) {
    map.map.jumpTo({ center: [place.lon, place.lat], zoom: Math.max(map.map.getZoom(), CLOSE) });
  }
}

/** Offers both for one field: `row` holds citizen/_pin.html and says data-map-css, `input` takes the point as text. */
export function offerPlace(row, input) {
  const [says, gps, map] = ["[data-where-says]", "[data-gps]", "[data-map]"].map((one) => row.querySelector(one));
  const put = (place) => {
    input.value = asText(place);
    input.dispatchEvent(new Event("change", { bubbles: true }));
  };
  row.querySelector("[data-where]").hidden = false;
  gps.hidden = !navigator.geolocation;
  gps.addEventListener("click", async () => {
    says.textContent = said("Đang định vị…", "Locating…");
    try {
      const place = await phonePlace();
      put(place);
      says.textContent = said(`Đã định vị, sai số ${Math.round(place.accuracy)} m.`, `Located within ${Math.round(place.accuracy)} m.`);
    } catch {
      says.textContent = said("Máy không cho biết vị trí. Hãy ghim trên bản đồ.", "The phone gives no place. Put a pin on the map.");
    }
  });
  map.addEventListener("click", async () => {
    const isOpen = map.getAttribute("aria-expanded") === "true";
    map.setAttribute("aria-expanded", String(!isOpen));
    row.querySelector("[data-map-here]").hidden = isOpen;
    if (isOpen) return;
    try {
      await openMap(row, fromText(input.value), put);
    } catch {
      says.textContent = said("Chưa mở được bản đồ. Có thể bỏ trống hoặc ghi tọa độ.", "The map could not be opened. Leave it blank or write the coordinates.");
    }
  });
}

function ready(map) {
  const frame = map.closest(".map-frame");
  return new Promise((done) => {
    const look = () => (map.map ? done() : requestAnimationFrame(look));
    look();
    frame.setAttribute("data-picking", "");
  });
}
