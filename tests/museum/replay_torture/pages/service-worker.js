addEventListener("install", (event) => {
  event.waitUntil(caches.open("s").then((cache) => cache.addAll(["/service/cached.txt"])).then(() => skipWaiting()));
});
addEventListener("activate", (event) => event.waitUntil(clients.claim()));
addEventListener("fetch", (event) => {
  const { pathname } = new URL(event.request.url);
  if (pathname === "/service/made.txt") event.respondWith(new Response("made"));
  if (pathname === "/service/cached.txt") event.respondWith(caches.match("/service/cached.txt"));
  if (pathname === "/service/passed.txt") {
    event.respondWith(fetch(event.request).then(async (answer) => new Response(await answer.text(), { headers: { "x-passed": "1" } })));
  }
});
