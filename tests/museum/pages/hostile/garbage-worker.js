"use strict";
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const garbage = new Uint8Array(100000).map(() => Math.random() * 256);
  event.respondWith(new Response(garbage, { status: 299, headers: { "content-type": "text/nonsense" } }));
});
