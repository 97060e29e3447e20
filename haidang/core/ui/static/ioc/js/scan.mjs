// Reading codes with the camera: into the box [data-scan-into], whose form is then sent. A hand-held scanner needs none of
// this, it types. The browser's own reader where there is one (bars too), else jsQR, which is fetched when it is needed.
import { language } from "ioc/words";

const EVERY = 180; // ms between two looks
const FORMATS = ["qr_code", "code_128"];
const SAID = {
  vi: { look: "Đưa mã vào giữa hình.", none: "Không mở được camera. Gõ mã, hoặc dùng máy quét cầm tay." },
  en: { look: "Hold the code in the middle.", none: "The camera cannot be opened. Type the code, or use a hand scanner." },
};

const button = document.querySelector("[data-scan]");
const view = document.querySelector("[data-scan-view]");
const words = SAID[language] ?? SAID.vi;
let stop = () => {};

async function reader() {
  if ("BarcodeDetector" in window) {
    const known = await window.BarcodeDetector.getSupportedFormats();
    const formats = FORMATS.filter((one) => known.includes(one));
    if (formats.includes("qr_code")) {
      const detector = new window.BarcodeDetector({ formats });
      return async (video) => (await detector.detect(video))[0]?.rawValue ?? "";
    }
  }
  await import("jsqr");
  const canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  return (video) => {
    canvas.width = video.videoWidth;
    canvas.height = video.videoHeight;
    if (!canvas.width) return "";
    pen.drawImage(video, 0, 0);
    const picture = pen.getImageData(0, 0, canvas.width, canvas.height);
    return window.jsQR(picture.data, picture.width, picture.height)?.data ?? "";
  };
}

async function start() {
  const video = view.querySelector("video");
  const said = view.querySelector("[data-scan-said]");
  view.hidden = false;
  said.textContent = words.look;
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  } catch {
    said.textContent = words.none;
    return;
  }
  let isOn = true;
  stop = () => {
    isOn = false;
    for (const track of stream.getTracks()) track.stop();
    video.srcObject = null;
    view.hidden = true;
  };
  video.srcObject = stream;
  await video.play();
  const read = await reader();
  while (isOn) {
    const found = await read(video);
    if (found) {
      take(found);
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, EVERY));
  }
}

function take(text) {
  stop();
  const box = document.querySelector("[data-scan-into]");
  box.value = text;
  box.form.requestSubmit();
}

if (button && view && navigator.mediaDevices?.getUserMedia) {
  button.hidden = false;
  button.addEventListener("click", start);
  view.querySelector("[data-scan-stop]").addEventListener("click", () => stop());
  addEventListener("pagehide", () => stop());
}
