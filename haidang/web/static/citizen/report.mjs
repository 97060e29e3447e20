// The report form in three steps: one at a time, pictures made smaller, a pin, a draft that outlives a lost network.
// Without this module the same form is one page that sends as it is.
import { said } from "citizen/app";
import * as drafts from "citizen/drafts";
import { placeOf, smaller } from "citizen/pictures";
import { offerVoice } from "citizen/voice";
import { asText, askNear, distanceKm, fromText, openMap, phonePlace } from "citizen/where";

const MOST = 6;
const FAR_KM = 2;
const SAVE_AFTER = 600;

class Report {
  constructor(form) {
    this.form = form;
    this.files = [];
    this.photoPlace = null;
    this.steps = [...form.querySelectorAll("[data-step]")];
    this.form.classList.add("walked");
    this.show(form.dataset.firstStep ? Number(form.dataset.firstStep) : 0, { focus: false });
    this.listen();
    offerVoice(this.find("[data-voice]"), form.elements.text);
    for (const name of ["[data-steps]", "[data-walk]", "[data-where]"]) this.find(name).hidden = false;
    if (!navigator.geolocation) this.find("[data-gps]").hidden = true;
  }

  find = (selector) => this.form.querySelector(selector);

  listen() {
    this.find("[data-next]").addEventListener("click", () => this.show(this.at + 1));
    this.find("[data-back]").addEventListener("click", () => this.show(this.at - 1));
    this.find("[data-gps]").addEventListener("click", () => this.fromPhone());
    this.find("[data-map]").addEventListener("click", (event) => this.map(event.currentTarget));
    this.form.elements.photos.addEventListener("change", () => this.take([...this.form.elements.photos.files]));
    this.form.elements.category.addEventListener("change", () => this.ask());
    this.form.elements.coordinates.addEventListener("change", () => {
      const place = fromText(this.form.elements.coordinates.value);
      if (place) this.put(place);
    });
    this.form.addEventListener("input", () => this.saveSoon());
    document.addEventListener("visibilitychange", () => this.saving && this.save()); // a call comes in, the tab is closed
    this.form.addEventListener("submit", (event) => this.submit(event));
  }

  show(at, { focus = true } = {}) {
    this.at = Math.max(0, Math.min(at, this.steps.length - 1));
    this.steps.forEach((step, number) => { step.hidden = number !== this.at; });
    const isLast = this.at === this.steps.length - 1;
    this.find("[data-send]").hidden = !isLast;
    this.find("[data-next]").hidden = isLast;
    this.find("[data-back]").hidden = this.at === 0;
    [...this.find("[data-steps]").querySelectorAll("li")].forEach((one, number) => {
      one.dataset.step = number < this.at ? "done" : number === this.at ? "now" : "todo";
      if (number === this.at) one.setAttribute("aria-current", "step");
      else one.removeAttribute("aria-current");
    });
    if (!focus) return;
    const first = this.steps[this.at].querySelector("legend");
    first.tabIndex = -1;
    first.focus();
    scrollTo({ top: 0 });
    if (this.at === 1 && !this.form.elements.coordinates.value && this.photoPlace) this.propose();
  }

  // Pictures ------------------------------------------------------------------------------------

  async take(chosen) {
    for (const file of chosen) {
      if (this.files.length >= MOST) break;
      this.photoPlace ??= await placeOf(file);
      this.files.push(await smaller(file));
    }
    this.drawFiles();
    this.saveSoon();
    this.checkDistance();
  }

  drawFiles() {
    const moved = new DataTransfer();
    for (const file of this.files) moved.items.add(file);
    this.form.elements.photos.files = moved.files;
    const list = this.find("[data-photos]");
    for (const image of list.querySelectorAll("img")) URL.revokeObjectURL(image.src);
    list.replaceChildren(...this.files.map((file, number) => this.drawn(file, number)));
  }

  drawn(file, number) {
    const [row, button] = [document.createElement("li"), document.createElement("button")];
    if (file.type.startsWith("image/")) {
      const image = document.createElement("img");
      image.src = URL.createObjectURL(file);
      image.alt = file.name;
      image.addEventListener("error", () => image.replaceWith(file.name), { once: true });
      row.append(image);
    } else row.append(file.name);
    button.type = "button";
    button.className = "btn small";
    button.textContent = said("Bỏ", "Remove");
    button.setAttribute("aria-label", `${button.textContent} ${file.name}`);
    button.addEventListener("click", () => {
      this.files.splice(number, 1);
      this.drawFiles();
      this.saveSoon();
    });
    row.append(button);
    return row;
  }

  // Place ---------------------------------------------------------------------------------------

  say(text) {
    this.find("[data-where-says]").textContent = text;
  }

  async fromPhone() {
    this.say(said("Đang định vị…", "Locating…"));
    try {
      const place = await phonePlace();
      this.put(place);
      this.say(said(`Đã định vị, sai số ${Math.round(place.accuracy)} m.`, `Located within ${Math.round(place.accuracy)} m.`));
    } catch {
      if (this.photoPlace) this.propose();
      else this.say(said("Máy không cho biết vị trí. Hãy ghim trên bản đồ hoặc chọn xã, phường.", "The phone gives no place. Put a pin on the map or choose the commune."));
    }
  }

  propose() {
    this.put(this.photoPlace);
    this.say(said("Lấy vị trí từ ảnh. Xem lại cho đúng.", "Taken from the photo. Check that it is right."));
  }

  put(place) {
    this.form.elements.coordinates.value = asText(place);
    askNear(this.form, place);
    this.checkDistance();
    this.saveSoon();
  }

  checkDistance() {
    const place = fromText(this.form.elements.coordinates.value);
    if (!place || !this.photoPlace) return;
    const km = distanceKm(place, this.photoPlace);
    if (km > FAR_KM) this.say(said(`Ảnh được chụp cách vị trí này khoảng ${Math.round(km)} km. Hãy xem lại.`, `The photo was taken about ${Math.round(km)} km from here. Please check.`));
  }

  async map(button) {
    const isOpen = button.getAttribute("aria-expanded") === "true";
    button.setAttribute("aria-expanded", String(!isOpen));
    if (isOpen) {
      this.find("[data-map-here]").hidden = true;
      return;
    }
    const start = fromText(this.form.elements.coordinates.value) ?? this.photoPlace;
    try {
      await openMap(this.form, start, (place) => this.put(place));
    } catch {
      this.say(said("Chưa mở được bản đồ. Hãy chọn xã, phường và ghi địa chỉ.", "The map could not be opened. Choose the commune and write the address."));
    }
  }

  // Words ---------------------------------------------------------------------------------------

  async ask() {
    const category = this.form.elements.category.value;
    try {
      const answer = await fetch(`${this.form.dataset.questions}?category=${encodeURIComponent(category)}`);
      if (answer.ok) this.find("[data-questions-here]").innerHTML = await answer.text();
    } catch {
      // the report goes without the finer questions
    }
  }

  // Draft and sending ---------------------------------------------------------------------------

  saveSoon() {
    clearTimeout(this.saving);
    this.saving = setTimeout(() => this.save(), SAVE_AFTER);
  }

  save() {
    clearTimeout(this.saving);
    this.saving = null;
    drafts.save(drafts.read(this.form, this.files)).catch(() => {}); // a browser that keeps nothing
  }

  restore({ fields, files }) {
    for (const [name, value] of fields) {
      const field = this.form.elements[name];
      if (!field || name === "website") continue;
      if (field.type === "checkbox") field.checked = true;
      else if ("value" in field) field.value = value;
    }
    this.restoreFiles(files);
  }

  /** Those of this device stand for the ones the server holds for a while: they outlive a lost network. */
  restoreFiles(files) {
    if (!files.length) return;
    for (const one of this.form.querySelectorAll("[data-kept]")) one.remove();
    this.files = files;
    this.drawFiles();
  }

  async submit(event) {
    if (event.submitter?.name === "preview") {
      if (this.saving) this.save();
      return;
    }
    event.preventDefault();
    clearTimeout(this.saving);
    this.saving = null;
    const form = this.form;
    const draft = { ...drafts.read(form, this.files), stamp: form.elements.stamp.value, csrf: form.elements.csrfmiddlewaretoken.value };
    const kept = [...new FormData(form)].filter(([name]) => name === "kept");
    draft.fields.push(...kept);
    const sending = this.find("[data-sending]");
    const [bar, words] = [sending.querySelector("progress"), sending.querySelector("[role=status]")];
    const send = this.find("[data-send] [name=send]");
    sending.hidden = false;
    delete sending.dataset.kept;
    send.disabled = true;
    words.textContent = said("Đang gửi…", "Sending…");
    try {
      const ready = await drafts.stamped(draft);
      draft.places = ready.places ??= {}; // what was brought over stays brought over when the line breaks
      const answer = await drafts.deliver(ready, (share) => { bar.value = share; });
      if (drafts.isSent(answer)) {
        drafts.noteSent(ready.stamp);
        await drafts.remove(draft.id).catch(() => {});
        location.assign(answer.url);
        return;
      }
      if (answer.status === 422 || drafts.isKeptOut(answer)) this.refused(answer.text);
      else words.textContent = said("Máy chủ chưa nhận được. Bản nháp vẫn ở máy này, hãy bấm gửi lại.", "The server did not take it. The draft is kept here: press send again.");
    } catch {
      await drafts.putAside({ ...draft, stamp: "", fields: draft.fields.filter(([name]) => name !== "kept") });
      sending.dataset.kept = "";
      words.textContent = said("Mất mạng: phản ánh được giữ trên máy này và tự gửi khi có mạng.", "No network: the report is kept on this device and is sent when the network is back.");
      addEventListener("online", () => this.sendLater(words), { once: true });
    } finally {
      send.disabled = false;
    }
  }

  async sendLater(words) {
    const [first] = await drafts.sendAll();
    if (first?.isSent) location.assign(first.url);
    else if (first) location.reload();
    else words.textContent = said("Chưa gửi được, sẽ thử lại.", "Not sent yet, it will be tried again.");
  }

  /** The server's own form, with what is wrong and what was typed, takes the place of this one; or the page that keeps a sender out. */
  refused(text) {
    const page = new DOMParser().parseFromString(text, "text/html");
    const form = page.getElementById("report");
    if (!form) {
      document.querySelector("main").replaceWith(page.querySelector("main"));
      scrollTo({ top: 0 });
      return;
    }
    this.form.replaceWith(form);
    const again = new Report(form);
    again.photoPlace = this.photoPlace;
    form.querySelector("[data-autofocus]")?.focus();
    scrollTo({ top: 0 });
  }
}

async function begin() {
  const form = document.getElementById("report");
  if (!form) return;
  const report = new Report(form);
  if (form.dataset.refused) return;
  const kept = await drafts.typed().catch(() => null);
  const preview = report.find("[data-preview] h2");
  if (preview) {
    report.restoreFiles(kept?.files ?? []); // the words are those that were just sent
    preview.focus();
  } else if (kept) report.restore(kept);
  if (navigator.onLine && (await drafts.waiting().catch(() => [])).length) report.sendLater(form.querySelector("[data-sending] [role=status]"));
}

begin();
