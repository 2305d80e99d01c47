"use strict";
const KEPT = ["/service/one.txt", "/service/two.txt", "/service/three.txt"];
async function keep() {
  const cache = await caches.open("v1");
  await cache.addAll(KEPT);
  await self.skipWaiting();
}
async function answer(request) {
  return (await caches.match(request)) || fetch(request);
}
self.addEventListener("install", (event) => event.waitUntil(keep()));
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => event.respondWith(answer(event.request)));
