/* LEAK is the listener's base: http://127.0.0.1:PORT/TAG.  Each channel asks for its own name there. */
const at = (name) => `${LEAK}/${name}`;
const to = (scheme, name) => at(name).replace("http", scheme);
const host = new URL(LEAK).host;
const made = (tag, fill) => document.body.appendChild(Object.assign(document.createElement(tag), fill));
const headed = (tag, fill) => document.head.appendChild(Object.assign(document.createElement(tag), fill));
const blob = (text, type = "text/javascript") => URL.createObjectURL(new Blob([text], { type }));
const svg = (inner) => { const box = document.createElement("div"); box.innerHTML = `<svg xmlns='http://www.w3.org/2000/svg'>${inner}</svg>`; document.body.append(box); };
const ice = (name) => ({ iceServers: [{ urls: `stun:${host}` }, { urls: `turn:${host}?transport=tcp`, username: name, credential: "x" }] });
const rtc = async (view) => {
  const peer = new (view.RTCPeerConnection || view.webkitRTCPeerConnection)(ice("rtc"));
  peer.createDataChannel("x");
  await peer.setLocalDescription(await peer.createOffer());
};
const inFrame = (fill) => new Promise((done) => { const frame = made("iframe", fill); frame.onload = () => done(frame); });

const channels = {
  fetch: () => fetch(at("fetch"), { mode: "no-cors" }),
  "fetch-cors": () => fetch(at("fetch-cors")),
  "fetch-keepalive": () => fetch(at("fetch-keepalive"), { mode: "no-cors", keepalive: true, method: "POST", body: "x" }),
  xhr: () => { const r = new XMLHttpRequest(); r.open("GET", at("xhr")); r.send(); },
  "xhr-sync": () => { const r = new XMLHttpRequest(); r.open("GET", at("xhr-sync"), false); r.send(); },
  image: () => { new Image().src = at("image"); },
  srcset: () => { new Image().srcset = `${at("srcset")} 1x`; },
  "input-image": () => made("input", { type: "image", src: at("input-image") }),
  "old-background": () => document.body.setAttribute("background", at("old-background")),
  "svg-image": () => svg(`<image href='${at("svg-image")}' width='9' height='9'/>`),
  "svg-use": () => svg(`<use href='${at("svg-use")}#x'/>`),
  "svg-filter": () => svg(`<filter id='f'><feImage href='${at("svg-filter")}'/></filter><rect width='9' height='9' filter='url(#f)'/>`),
  beacon: () => navigator.sendBeacon(at("beacon"), "x"),
  ping: () => { const a = made("a", { href: "#ping", ping: at("ping"), textContent: "p" }); a.click(); },
  "web-socket": () => new WebSocket(to("ws", "web-socket")),
  "web-socket-tls": () => new WebSocket(to("wss", "web-socket-tls")),
  "web-transport": () => new WebTransport(to("https", "web-transport")),
  "event-source": () => new EventSource(at("event-source")),
  "form-get": () => { const f = made("form", { action: at("form-get"), target: "hidden-a" }); made("iframe", { name: "hidden-a" }); f.submit(); },
  "form-post": () => { const f = made("form", { action: at("form-post"), method: "post", target: "hidden-b" }); made("iframe", { name: "hidden-b" }); f.submit(); },
  "form-blank": () => { made("form", { action: at("form-blank"), target: "_blank" }).submit(); },
  iframe: () => made("iframe", { src: at("iframe") }),
  object: () => made("object", { data: at("object"), type: "text/html" }),
  embed: () => made("embed", { src: at("embed"), type: "text/html" }),
  frameset: () => { const f = made("iframe", {}); f.contentDocument.write(`<frameset><frame src='${at("frameset")}'></frameset>`); f.contentDocument.close(); },
  stylesheet: () => headed("link", { rel: "stylesheet", href: at("stylesheet") }),
  "css-import": () => headed("style", { textContent: `@import url(${at("css-import")});` }),
  "css-image": () => { document.body.style.backgroundImage = `url(${at("css-image")})`; },
  "css-cursor": () => made("div", { style: `cursor: url(${at("css-cursor")}), auto; width: 900px; height: 90px` }),
  font: () => new FontFace("Leak", `url(${at("font")})`).load(),
  script: () => headed("script", { src: at("script") }),
  module: () => headed("script", { type: "module", src: at("module") }),
  "dynamic-import": () => import(at("dynamic-import")),
  "import-map": () => { headed("script", { type: "importmap", textContent: JSON.stringify({ imports: { leak: at("import-map") } }) }); return import("leak"); },
  "worker-fetch": () => new Worker(blob(`fetch("${at("worker-fetch")}", { mode: "no-cors" })`)),
  "worker-scripts": () => new Worker(blob(`importScripts("${at("worker-scripts")}")`)),
  "worker-import": () => new Worker(blob(`import "${at("worker-import")}"`), { type: "module" }),
  "worker-socket": () => new Worker(blob(`new WebSocket("${to("ws", "worker-socket")}")`)),
  "worker-data": () => new Worker(`data:text/javascript,fetch("${at("worker-data")}",{mode:"no-cors"})`),
  "worker-nested": () => new Worker(blob(`new Worker(URL.createObjectURL(new Blob(['fetch("${at("worker-nested")}", { mode: "no-cors" })'])))`)),
  "shared-worker": () => new SharedWorker(blob(`fetch("${at("shared-worker")}", { mode: "no-cors" })`)),
  "service-worker": () => navigator.serviceWorker.register("/service.js"),
  audio: () => made("audio", { src: at("audio"), preload: "auto" }),
  video: () => made("video", { src: at("video"), preload: "auto" }),
  poster: () => made("video", { poster: at("poster") }),
  track: () => { const v = made("video", { src: "data:video/webm;base64,", crossOrigin: "anonymous" }); const t = document.createElement("track"); Object.assign(t, { src: at("track"), default: true, kind: "captions" }); v.append(t); t.track.mode = "showing"; },
  prefetch: () => headed("link", { rel: "prefetch", href: at("prefetch") }),
  preload: () => headed("link", { rel: "preload", as: "image", href: at("preload") }),
  "module-preload": () => headed("link", { rel: "modulepreload", href: at("module-preload") }),
  prerender: () => headed("script", { type: "speculationrules", textContent: JSON.stringify({ prerender: [{ urls: [at("prerender")], eagerness: "immediate" }], prefetch: [{ urls: [at("speculation")], eagerness: "immediate" }] }) }),
  icon: () => headed("link", { rel: "icon", href: at("icon") }),
  manifest: () => headed("link", { rel: "manifest", href: at("manifest") }),
  "window-open": () => open(at("window-open")),
  "link-blank": () => made("a", { href: at("link-blank"), target: "_blank", textContent: "l" }).click(),
  "opener": () => { const w = open("about:blank"); w.location = at("opener"); },
  "meta-refresh": () => made("iframe", { srcdoc: `<meta http-equiv=refresh content="0;url=${at("meta-refresh")}">` }),
  "frame-location": async () => { const f = await inFrame({ srcdoc: "x" }); f.contentWindow.location = at("frame-location"); },
  "srcdoc-image": () => made("iframe", { srcdoc: `<img src="${at("srcdoc-image")}">` }),
  "srcdoc-script": () => made("iframe", { srcdoc: `<script>fetch("${at("srcdoc-script")}", { mode: "no-cors" })</scr` + `ipt>` }),
  "blank-image": () => { const f = made("iframe", {}); f.contentDocument.body.innerHTML = `<img src="${at("blank-image")}">`; },
  "blank-fetch": () => made("iframe", {}).contentWindow.fetch(at("blank-fetch"), { mode: "no-cors" }),
  "blob-frame": () => made("iframe", { src: blob(`<img src="${at("blob-frame")}">`, "text/html") }),
  "data-frame": () => made("iframe", { src: `data:text/html,<img src="${at("data-frame")}">` }),
  "javascript-frame": () => made("iframe", { src: `javascript:'<img src="${at("javascript-frame")}">'` }),
  "inner-frame": () => made("iframe", { src: "/inner.html" }),
  "redirected-image": () => { new Image().src = "/redirect-image"; },
  "redirected-frame": () => made("iframe", { src: "/redirect-frame" }),
  "redirected-fetch": () => fetch("/redirect-fetch", { mode: "no-cors" }),
  "refresh-field": () => made("iframe", { src: "/refresh.html" }),
  "report-uri": () => made("iframe", { src: "/reporting.html" }),
  "document-write": () => { const f = made("iframe", {}); f.contentDocument.write(`<script src="${at("document-write")}"></scr` + `ipt>`); f.contentDocument.close(); },
  "xslt": () => made("iframe", { src: "/styled.xml" }),
  "base-changed": async () => { const f = await inFrame({ srcdoc: `<base href="${LEAK}/">` }); const i = f.contentDocument.createElement("img"); i.src = "base-changed"; f.contentDocument.body.append(i); },
  attribution: () => { const i = new Image(); i.setAttribute("attributionsrc", at("attribution")); i.src = "data:image/gif;base64,R0lGODlhAQABAAAAACw="; },
  "rtc": () => rtc(window),
  "rtc-blank": () => rtc(made("iframe", {}).contentWindow),
  "rtc-frames": () => { made("iframe", {}); return rtc(window[window.length - 1]); },
  "rtc-srcdoc": async () => { const f = await inFrame({ srcdoc: "x" }); return rtc(f.contentWindow); },
  "rtc-srcdoc-own": () => made("iframe", { srcdoc: `<script>const p = new RTCPeerConnection(${JSON.stringify(ice("own"))}); p.createDataChannel("x"); p.createOffer().then((o) => p.setLocalDescription(o))</scr` + `ipt>` }),
  "rtc-blob": () => made("iframe", { src: blob(`<script>const p = new RTCPeerConnection(${JSON.stringify(ice("blob"))}); p.createDataChannel("x"); p.createOffer().then((o) => p.setLocalDescription(o))</scr` + `ipt>`, "text/html") }),
  "rtc-data": () => made("iframe", { src: `data:text/html,<script>const p = new RTCPeerConnection(${JSON.stringify(ice("data"))}); p.createDataChannel("x"); p.createOffer().then((o) => p.setLocalDescription(o))</scr` + `ipt>` }),
  "preconnect": () => headed("link", { rel: "preconnect", href: LEAK }),
  "dns-prefetch": () => headed("link", { rel: "dns-prefetch", href: `//leak-${TAG}.example` }),
};

// These lead the window away, so they wait for a second click.
const leaving = {
  "link-download": () => made("a", { href: at("link-download"), download: "x", textContent: "d" }).click(),
  "link-top": () => made("a", { href: at("link-top"), target: "_top", textContent: "t" }).click(),
  "parent-location": () => { if (parent !== window) parent.location = at("parent-location"); },
  "top-location": () => { if (top !== window) top.location.href = at("top-location"); },
};

async function leak() {
  window.__tried = {};
  await tried(channels);
  addEventListener("click", () => tried(leaving), { once: true });
  window.__done = true;
}

async function tried(ways) {
  for (const [name, run] of Object.entries(ways)) {
    try {
      await Promise.race([run(), new Promise((done) => setTimeout(done, 250))]);
      window.__tried[name] = "tried";
    } catch (error) {
      window.__tried[name] = String(error).slice(0, 120);
    }
  }
}
