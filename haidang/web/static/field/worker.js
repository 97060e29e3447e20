// The service worker of /field/. The server puts `const FIELD = {version, files, reader}` before this text.
// Pages come from the network; without one, as they were last seen by the same person, else the list.
const FILES = `field-${FIELD.version}`;
const PAGES = "field-pages";
const LIST = "/field/";
const WHOSE = "/field/whose";
const NOTHING = "<!doctype html><meta charset=utf-8><meta name=viewport content='width=device-width'><title>Hải Đăng</title><p>Mất mạng, và trang này chưa được giữ trên máy. / No network, and this page is not kept on this device.</p><p><a href='/field/'>/field/</a></p>";

async function fill() {
  const cache = await caches.open(FILES);
  await Promise.allSettled(FIELD.files.map((path) => cache.add(path))); // one that fails is asked for when it is needed
}

async function clear() {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith("field-") && name !== FILES && name !== PAGES);
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.clients.claim();
}

async function keep(path, answer) {
  const reader = answer.headers.get(FIELD.reader);
  if (!reader) return;
  let pages = await caches.open(PAGES);
  const before = await (await pages.match(WHOSE))?.text();
  if (before !== reader) {
    await caches.delete(PAGES);
    pages = await caches.open(PAGES);
    await pages.put(WHOSE, new Response(reader));
  }
  await pages.put(path, answer);
}

async function page(request) {
  const path = new URL(request.url).pathname;
  try {
    const answer = await fetch(request);
    if (answer.type === "opaqueredirect") await caches.delete(PAGES); // signed out
    else if (answer.ok) await keep(path, answer.clone());
    return answer;
  } catch {
    const pages = await caches.open(PAGES);
    return (await pages.match(path)) ?? (await pages.match(LIST)) ?? new Response(NOTHING, { headers: { "Content-Type": "text/html" } });
  }
}

async function file(request) {
  const cache = await caches.open(FILES);
  try {
    const answer = await fetch(request);
    if (answer.ok) await cache.put(request, answer.clone());
    return answer;
  } catch {
    return (await cache.match(request)) ?? Response.error();
  }
}

self.addEventListener("install", (event) => event.waitUntil(fill().then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil(clear()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (url.pathname.includes("/static/")) event.respondWith(file(request));
});
