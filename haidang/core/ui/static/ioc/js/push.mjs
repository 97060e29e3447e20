// <div data-push="key" data-url data-worker data-failed>: push messages of this browser, switched on by a press, never asked for by the page.
const octets = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));

async function subscribed({ push, worker, url }) {
  const registration = await navigator.serviceWorker.register(worker);
  await new Promise((go) => {
    const coming = registration.installing ?? registration.waiting;
    if (registration.active || !coming) go();
    else coming.addEventListener("statechange", () => coming.state === "activated" && go());
  });
  const subscription = await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: octets(push) });
  return fetch(url, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": document.body.dataset.csrf },
    body: JSON.stringify(subscription),
  });
}

for (const part of document.querySelectorAll("[data-push]")) {
  if (!("serviceWorker" in navigator) || !("PushManager" in window) || Notification.permission === "denied") continue;
  const [button, none, note] = ["on", "none", "said"].map((name) => part.querySelector(`[data-push-${name}]`));
  button.hidden = false;
  none.hidden = true;
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      const answer = await subscribed(part.dataset);
      if (answer.ok) location.reload();
      else note.textContent = (await answer.json()).why;
    } catch {
      note.textContent = part.dataset.failed;
    }
    button.disabled = false;
  });
}
