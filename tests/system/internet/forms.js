/* Every way to write an address, each asked for outright and over a redirect, and in one or in every other way.  HOSTS, PORT and EVERY_WAY stand before. */
const attempt = (run) => { try { Promise.resolve(run()).catch(() => 0); } catch { /* refused at once */ } };
const add = (tag, fill) => document.body.appendChild(Object.assign(document.createElement(tag), fill));
const kept = [];

HOSTS.forEach((host, n) => {
  const at = (way) => `http://${host}:${PORT}/${way}/${n}`;
  attempt(() => { kept.push(Object.assign(new Image(), { src: at("image") })); });
  attempt(() => { kept.push(Object.assign(new Image(), { src: `/hop?302,${at("hop")}` })); });
  const ways = [
    () => fetch(at("fetch"), { mode: "no-cors" }),
    () => navigator.sendBeacon(at("beacon"), "x"),
    () => kept.push(new WebSocket(at("socket").replace("http", "ws"))),
    () => kept.push(new EventSource(at("events"))),
    () => fetch(`/hops?5,${at("hops")}`, { mode: "no-cors" }),
    () => add("iframe", { src: at("frame") }),
    () => add("i", { className: `f${n}` }),
  ];
  for (const [number, way] of ways.entries()) if (EVERY_WAY || n % ways.length === number) attempt(way);
});

attempt(() => document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href: "/style.css" })));
attempt(() => add("video", { src: "/list.m3u8", controls: true }));
for (const address of [
  "file:///etc/passwd", "file://127.0.0.1/etc/passwd", "chrome://version", "chrome-untrusted://x/", "devtools://devtools/bundled/x.html",
  `view-source:http://127.0.0.1:${PORT}/view`, `ftp://127.0.0.1/ftp`, `filesystem:http://127.0.0.1:${PORT}/temporary/x`, "chrome-extension://x/",
  `blob:http://127.0.0.1:${PORT}/6ba7b810-9dad-11d1-80b4-00c04fd430c8`, `feed:http://127.0.0.1:${PORT}/feed`, "http://127.0.0.1:9222/json/version",
]) {
  attempt(() => add("iframe", { src: address }));
  attempt(() => fetch(address, { mode: "no-cors" }));
  attempt(() => window.open(address));
}
for (const host of ["127.0.0.1", "10.0.0.1", "[::1]", "169.254.169.254", "224.0.0.251", "rebound.evil.example", "turn.example"]) {
  for (const scheme of ["stun", "turn", "turns"]) for (const transport of ["udp", "tcp"]) attempt(async () => {
    const urls = `${scheme}:${host}:${PORT}${scheme === "stun" ? "" : `?transport=${transport}`}`;
    const peer = new RTCPeerConnection({ iceServers: [{ urls, username: "x", credential: "x" }], iceCandidatePoolSize: 2 });
    kept.push(peer);
    peer.createDataChannel("x");
    await peer.setLocalDescription(await peer.createOffer());
    await peer.addIceCandidate({ candidate: `candidate:1 1 udp 2113937151 ${host.replace(/[[\]]/g, "")} ${PORT} typ host`, sdpMid: "0" });
  });
  attempt(() => kept.push(new WebTransport(`https://${host}:${PORT}/`)));
}
attempt(async () => {
  // Two peers that would find each other over the network alone.
  const [a, b] = [new RTCPeerConnection(), new RTCPeerConnection()];
  kept.push(a, b);
  a.onicecandidate = (e) => e.candidate && b.addIceCandidate(e.candidate);
  b.onicecandidate = (e) => e.candidate && a.addIceCandidate(e.candidate);
  a.createDataChannel("x");
  await a.setLocalDescription(await a.createOffer());
  await b.setRemoteDescription(a.localDescription);
  await b.setLocalDescription(await b.createAnswer());
  await a.setRemoteDescription(b.localDescription);
});
