// Every page of the app: the worker, and reports that waited on this device for the network. Nothing here is needed to
// read or to send.
const WAITING = "app-waiting"; // how many drafts wait, so that pages without any never open the database

export const isVietnamese = document.documentElement.lang !== "en";
export const said = (vi, en) => (isVietnamese ? vi : en);

export function noteWaiting(count) {
  try {
    if (count) localStorage.setItem(WAITING, String(count));
    else localStorage.removeItem(WAITING);
  } catch {
    // a browser that keeps nothing: drafts do not outlive the page
  }
}

function waiting() {
  try {
    return Number(localStorage.getItem(WAITING) ?? 0);
  } catch {
    return 0;
  }
}

function tell(text, link) {
  const place = document.getElementById("toasts");
  const note = document.createElement("div");
  note.className = "toast";
  note.dataset.kind = "done";
  note.append(text);
  if (link) {
    const anchor = document.createElement("a");
    anchor.className = "link";
    anchor.href = link;
    anchor.textContent = said("Xem", "Look");
    note.append(" ", anchor);
  }
  place?.append(note);
}

async function sendWaiting() {
  if (!waiting() || !navigator.onLine || document.getElementById("report")) return;
  const { sendAll } = await import("citizen/drafts");
  for (const { url, isSent } of await sendAll()) {
    if (isSent) tell(said("Đã gửi phản ánh giữ trên máy.", "The report kept on this device has been sent."), url);
    else tell(said("Phản ánh giữ trên máy cần xem lại.", "The report kept on this device needs another look."), url);
  }
}

addEventListener("online", sendWaiting);
addEventListener("load", sendWaiting);
if ("serviceWorker" in navigator) navigator.serviceWorker.register("/app/sw.js", { scope: "/app/" }).catch(() => {});
