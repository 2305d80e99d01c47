"use strict";
async function keep() {
  const list = await (await fetch("/kept/list.json")).json();
  const cache = await caches.open("kept");
  await cache.addAll(list);
  await self.skipWaiting();
}
self.addEventListener("install", (event) => event.waitUntil(keep()));
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  event.respondWith(caches.match(event.request).then((found) => found || fetch(event.request)));
});
