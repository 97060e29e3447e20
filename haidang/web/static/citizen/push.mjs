// Push messages of this browser: switched on by a press, never asked for by the page itself.
import { said } from "citizen/app";

const octets = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));

for (const part of document.querySelectorAll("[data-push]")) {
  if (!("serviceWorker" in navigator) || !("PushManager" in window) || Notification.permission === "denied") continue;
  const [button, none, note] = ["on", "none", "said"].map((name) => part.querySelector(`[data-push-${name}]`));
  button.hidden = false;
  none.hidden = true;
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      const worker = await navigator.serviceWorker.ready;
      const subscription = await worker.pushManager.subscribe({
        userVisibleOnly: true,
        applicationServerKey: octets(part.dataset.push),
      });
      const answer = await fetch(part.dataset.url, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": document.body.dataset.csrf },
        body: JSON.stringify(subscription),
      });
      if (answer.ok) location.reload();
      else note.textContent = (await answer.json()).why;
    } catch {
      note.textContent = said("Chưa bật được: trình duyệt hoặc mạng không cho phép.", "Not switched on: the browser or the network does not allow it.");
    }
    button.disabled = false;
  });
}
