// Keeps the model's answers, so that a station works without a network.
const SHELL = "tides-1";
self.addEventListener("install", (event) => {
  const stored = caches.open(SHELL).then((cache) => cache.addAll(["/model/port-amsel.json", "/static/site.css"]));
  event.waitUntil(stored.then(() => self.skipWaiting()));
});
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
async function answer(request) {
  const kept = await caches.match(request);
  if (!kept) return fetch(request);
  const headers = new Headers(kept.headers);
  headers.set("X-Answered-By", "service worker");
  return new Response(await kept.blob(), { headers });
}
self.addEventListener("fetch", (event) => event.respondWith(answer(event.request)));
