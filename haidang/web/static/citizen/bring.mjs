// Forms with files ([data-bring]): large ones go ahead piece by piece and continue where a bad line broke them off, then
// the form takes their tokens along. Without this module the same form sends them itself.
import { said } from "citizen/app";
import { isLarge, Refused, upload } from "citizen/uploads";

const KNOWN = "app-brought"; // {which file: [address of its upload, when]}: a page that was closed goes on too
const LIVES = 20 * 3_600_000; // the server forgets them after a day

const which = ({ name, size, lastModified }) => `${name}:${size}:${lastModified}`;

function known() {
  try {
    const all = Object.entries(JSON.parse(localStorage.getItem(KNOWN) ?? "{}"));
    return Object.fromEntries(all.filter(([, [, at]]) => Date.now() - at < LIVES));
  } catch {
    return {};
  }
}

function keep(file, place) {
  try {
    localStorage.setItem(KNOWN, JSON.stringify({ ...known(), [which(file)]: [place, Date.now()] }));
  } catch {
    // a browser that keeps nothing begins anew
  }
}

function instead(input, file, place) {
  const token = Object.assign(document.createElement("input"), { type: "hidden", name: input.name, value: place.split("/").pop() });
  const left = new DataTransfer();
  for (const one of input.files) if (one !== file) left.items.add(one);
  input.files = left.files;
  input.after(token);
}

/** Brings over what is large in a form. Resolves when it may be sent; rejects with TypeError when the network stays away. */
async function bring(form, onProgress) {
  const inputs = [...form.querySelectorAll("input[type=file]")];
  const waiting = inputs.flatMap((input) => [...input.files].filter(isLarge).map((file) => [input, file]));
  const all = waiting.reduce((sum, [, { size }]) => sum + size, 0);
  let before = 0;
  for (const [input, file] of waiting) {
    const onWay = (bytes) => onProgress((before + bytes) / all);
    try {
      const place = await upload(file, { place: known()[which(file)]?.[0], begun: (address) => keep(file, address), onProgress: onWay });
      instead(input, file, place);
    } catch (error) {
      if (!(error instanceof Refused)) throw error; // refused: it goes with the form, whose answer says what is wrong
    }
    before += file.size;
  }
}

const hasLarge = (form) => [...form.querySelectorAll("input[type=file]")].some(({ files }) => [...files].some(isLarge));

function listen(form) {
  const sending = form.querySelector("[data-sending]");
  const [bar, words] = [sending.querySelector("progress"), sending.querySelector("[role=status]")];
  let state = "still"; // still | underway | ready
  form.addEventListener(
    "submit",
    async (event) => {
      if (state === "ready" || (state === "still" && !hasLarge(form))) {
        state = "still";
        return;
      }
      event.preventDefault();
      event.stopImmediatePropagation();
      if (state === "underway") return;
      state = "underway";
      sending.hidden = false;
      words.textContent = said("Đang gửi tệp…", "Sending the files…");
      try {
        await bring(form, (share) => { bar.value = share; });
        state = "ready";
        form.requestSubmit(event.submitter);
      } catch {
        state = "still";
        words.textContent = said("Mất mạng. Bấm lại khi có mạng: phần đã gửi không phải gửi lại.", "No network. Press again when it is back: what has been sent need not be sent again.");
      }
    },
    { capture: true },
  );
}

for (const form of document.querySelectorAll("form[data-bring]")) listen(form);
