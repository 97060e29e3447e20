// The service worker of /app/. The server puts `const APP = {version, files, offline, report}` before this text.
// Pages come from the network; without one, the report form as it was last seen, else a page that says so.
const CACHE = `app-${APP.version}`;
const HASHED = /\.[0-9a-f]{12}\.\w+$/;
const FILES = new Set(APP.files.map((path) => new URL(path, location.origin).href));

async function fill() {
  const cache = await caches.open(CACHE);
  const fetched = [...APP.files, APP.offline, APP.report].map((path) => cache.add(new Request(path, { credentials: "same-origin" })));
  await Promise.allSettled(fetched); // one that fails is asked for again when it is needed
}

async function clear() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith("app-") && name !== CACHE).map((name) => caches.delete(name)));
  await self.clients.claim();
}

async function page(request) {
  const path = new URL(request.url).pathname;
  try {
    const answer = await fetch(request);
    if (path === APP.report && answer.ok && !answer.redirected) (await caches.open(CACHE)).put(APP.report, answer.clone());
    return answer;
  } catch {
    const kept = path === APP.report ? await caches.match(APP.report) : null;
    return kept ?? (await caches.match(APP.offline)) ?? Response.error();
  }
}

async function file(request) {
  const kept = await caches.match(request);
  if (kept && HASHED.test(request.url)) return kept;
  try {
    const answer = await fetch(request);
    if (answer.ok) (await caches.open(CACHE)).put(request, answer.clone());
    return answer;
  } catch {
    return kept ?? Response.error();
  }
}

self.addEventListener("install", (event) => event.waitUntil(fill().then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil(clear()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (FILES.has(request.url)) event.respondWith(file(request));
});

// Push: a short text that names nobody; a press opens the app where the news is.
self.addEventListener("push", (event) => {
  const { title = "Hải Đăng", body = "", url = "/app/me/messages/", mark = "" } = event.data?.json() ?? {};
  const said = () => mark && fetch(`/app/shown/${mark}/`, { method: "POST" }).catch(() => {});
  event.waitUntil(self.registration.showNotification(title, { body, data: { url }, tag: body }).then(said));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const { url } = event.notification.data;
  const open = async () => {
    const [page] = await clients.matchAll({ type: "window" });
    return page ? (await page.focus()).navigate(url) : clients.openWindow(url);
  };
  event.waitUntil(open());
});
