// The service worker of those on duty: shows push messages, says that it did, opens what they are about.
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("push", (event) => {
  const { title = "Hải Đăng", body = "", url = "/notices/", mark = "" } = event.data?.json() ?? {};
  const shown = self.registration.showNotification(title, { body, data: { url }, tag: url });
  const said = () => mark && fetch(`/app/shown/${mark}/`, { method: "POST" }).catch(() => {});
  event.waitUntil(shown.then(said));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(clients.openWindow(event.notification.data.url));
});
