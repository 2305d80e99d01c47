// Every step settles, by itself or by its time limit; then the title says "done" and their number.
"use strict";
const LIMIT_MS = 4000;
const secureTransport = location.protocol === "https:";
const other = `${location.protocol}//other-${location.host}`;
const results = {};
window.results = results;

const later = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const read = (answer) => answer.arrayBuffer();
const get = (path, options) => fetch(path, { cache: "no-store", ...options }).then(read);
const post = (path, body, options) => get(path, { method: "POST", body, ...options });
const once = (target, name) => new Promise((resolve) => target.addEventListener(name, resolve, { once: true }));

async function step(name, action) {
  const limit = later(LIMIT_MS).then(() => Promise.reject(new Error("time limit")));
  try {
    await Promise.race([action(), limit]);
    results[name] = "ok";
  } catch (error) {
    results[name] = String(error);
  }
}

async function each(name, items, action) {
  for (const item of items) await step(`${name} ${item}`, () => action(item));
}

function xhr(method, path, { sync = false, body = null, user, password, headers = {} } = {}) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.onload = () => resolve(request);
    request.onerror = () => reject(new Error("xhr"));
    request.open(method, path, !sync, user, password);
    for (const [key, value] of Object.entries(headers)) request.setRequestHeader(key, value);
    request.send(body);
  });
}

function frame(src) {
  const element = document.createElement("iframe");
  element.src = src;
  document.body.append(element);
  return element;
}

async function submitted(id) {
  const loaded = once(document.querySelector("[name=formtarget]"), "load");
  document.getElementById(id).submit();
  await loaded;
}

async function multipart() {
  const transfer = new DataTransfer();
  transfer.items.add(new File([new Uint8Array([0, 13, 10, 255, 45, 45])], "odd \"name\" é.bin"));
  transfer.items.add(new File(["text"], "two.txt", { type: "text/plain" }));
  document.querySelector("[type=file]").files = transfer.files;
  await submitted("multipart");
}

async function reading(path, count, abort) {
  const control = new AbortController();
  const answer = await fetch(path, { signal: control.signal, cache: "no-store" });
  const reader = answer.body.getReader();
  for (let seen = 0; seen < count; seen++) await reader.read();
  if (abort) control.abort();
}

async function websocket() {
  const socket = new WebSocket(`${secureTransport ? "wss" : "ws"}://${location.host}/websocket`);
  await once(socket, "open");
  socket.send("text");
  socket.send(new Uint8Array(300));
  socket.send("last");
  await once(socket, "close");
}

async function events() {
  const source = new EventSource("/events");
  for (let seen = 0; seen < 3; seen++) await once(source, "message");
  source.close();
}

async function serviceWorker() {
  const registration = await navigator.serviceWorker.register("/service/worker.js", { scope: "/service/" });
  const worker = registration.installing || registration.waiting || registration.active;
  while (worker.state !== "activated") await once(worker, "statechange");
  frame("/service/page.html");
  await once(window, "message");
}

async function leaving() {
  const element = frame("/frame/leaving.html");
  await once(element, "load");
  element.contentWindow.location = "/frame/left.html";
  await once(element, "load");
}

async function popup() {
  const channel = new BroadcastChannel("popup");
  const heard = once(channel, "message");
  window.open("/frame/popup.html", "_blank");
  await heard;
}

async function download() {
  const anchor = Object.assign(document.createElement("a"), { href: "/download.bin", download: "" });
  document.body.append(anchor);
  anchor.click();
  await later(300);
}

async function pinging() {
  const anchor = Object.assign(document.createElement("a"), { href: "#ping", ping: "/echo/ping" });
  document.body.append(anchor);
  anchor.click();
  await later(100);
}

async function dedicated(source, options) {
  const worker = new Worker(source, options);
  await once(worker, "message");
  worker.terminate();
}

function blobWorker() {
  const address = JSON.stringify(`${location.origin}/worker/from-blob.json`);
  const source = `fetch(${address}).then((a) => a.json()).then(() => postMessage("blob"));`;
  return dedicated(URL.createObjectURL(new Blob([source], { type: "text/javascript" })));
}

async function sharedWorker() {
  const worker = new SharedWorker("/worker/shared.js");
  worker.port.start();
  await once(worker.port, "message");
}

function scriptedImage() {
  const image = new Image();
  const loaded = once(image, "load");
  image.src = "/img/by-script.svg";
  return loaded;
}

async function revalidated() {
  await fetch("/etag").then(read);
  await fetch("/etag", { cache: "no-cache" }).then(read);
}

async function streamedUpload() {
  const body = new Blob(["streamed ".repeat(2000)]).stream();
  await post("/echo/post-stream", body, { duplex: "half" });
}

const form = new FormData();
form.append("field", "é\r\nline");
form.append("file", new Blob([new Uint8Array([0, 1, 2, 255])]), "blob.bin");

const RAW = [
  "reason", "no-reason", "non-ascii", "obs-fold", "bare-lf", "mixed-line-ends", "spaces", "no-colon", "chunk-extensions",
  "twice-the-same-length", "length-and-chunked", "http-1.0", "http-1.0-keep-alive", "early-close", "cut-chunk",
  "gzip-bomb-of-nothing",
];
const ADDRESSES = [
  "/url/p%61th/%2F..%2e/%C3%BC/ü", "/url/semi;v=1,2/@:!$'()*", "/url/q?a=1&a=2&%20=+%2B&empty=&novalue",
  "/url/q?<>\"{}|^`[]\\", "/url/q?", "//url//double//slash", "/url/q?a=b#fragment", "/url/%", "/url/%zz?%", "/url/a%00b",
  "/url/" + "long".repeat(1000) + "?" + "query".repeat(800),
];
const BODIES = {
  json: [JSON.stringify({ a: [1, "é"] }), { headers: { "Content-Type": "application/json" } }],
  text: ["text é"],
  blob: [new Blob([new Uint8Array(5000).fill(7)], { type: "application/x-odd" })],
  buffer: [new Uint8Array([0, 13, 10, 13, 10, 255]).buffer],
  params: [new URLSearchParams([["a b", "1&2"], ["é", ""]])],
  form: [form],
  empty: [""],
  large: ["large ".repeat(50000)],
};

async function exchanges() {
  await each("redirect", [301, 302, 303], (status) => post(`/redirect/${status}?post`, "sent once"));
  await each("redirect", [307, 308], (status) => post(`/redirect/${status}?post`, "sent twice"));
  await each("redirect", ["loop", "chain-1"], (name) => get(`/redirect/${name}`));
  await step("redirect manual", () => get("/redirect/302?manual", { redirect: "manual" }));
  await each("raw", RAW, (name) => get(`/raw/${name}`));
  await each("encoded", ["gzip", "deflate", "br", "zstd"], (coding) => get(`/encoded/${coding}`));
  await each("status", [404, 410, 418, 451, 500, 503], (status) => get(`/status/${status}`));
  await each("chunks", ["one-byte", "many", "large", "empty"], (name) => get(`/chunks/${name}`));
  await each("plain", ["/cookies", "/cookies?again", "/no-content", "/reset-content", "/early-hints", "/close-delimited",
    "/empty.txt", "/headers/30k", "/reset-stream", "/reset-at-once"], (path) => get(path));
  await each("vary", [1, 2, 3], () => get("/vary.json"));
  await each("address", ADDRESSES, (path) => get(path.startsWith("//") ? location.origin + path : path));
  await each("body", Object.keys(BODIES), (name) => post(`/echo/post-${name}`, ...BODIES[name]));
  await each("method", ["HEAD", "PUT", "DELETE", "PATCH", "OPTIONS"], (method) =>
    get(`/echo/${method}`, { method, body: method === "PUT" || method === "PATCH" ? "body" : undefined }));
  await step("stream", streamedUpload);
  await step("etag", revalidated);
  await step("conditional", () => get("/etag?conditional", { headers: { "If-None-Match": '"v1"' } }));
  await step("range", () => get("/range", { headers: { Range: "bytes=10-19" } }));
  await step("unsatisfiable range", () => get("/range?beyond", { headers: { Range: "bytes=999999-" } }));
  await step("preflight", () => get(`${other}/preflighted`, { method: "PUT", body: "x", headers: { "X-Asked": "1" } }));
  await step("cross-origin credentials", () => get(`${other}/echo/credentials`, { credentials: "include" }));
  await step("cross-origin refused", () => get(`${other}/etag?refused`));
  await each("headers", [...Array(24).keys()], (n) =>
    get(`/headers/large?turn-${n}`, { headers: { [`X-Turn-${n}`]: `${n}-`.repeat(700) } }));
}

async function interfaces() {
  await step("xhr", () => xhr("POST", "/echo/xhr", { body: "xhr", headers: { "X-Requested-With": "XMLHttpRequest" } }));
  await step("xhr sync", () => xhr("GET", "/echo/xhr-sync", { sync: true }));
  await step("xhr credentials", () => xhr("GET", "/credentials", { user: "curator", password: "s3cret" }));
  await step("beacon", async () => navigator.sendBeacon("/echo/beacon", new Blob(["beacon"])));
  await step("keepalive", () => post("/echo/keepalive", "kept alive", { keepalive: true }));
  await step("ping", pinging);
  await step("event source", events);
  await step("websocket", websocket);
  await step("abort", () => reading("/endless?aborted", 3, true));
  await step("dynamic import", () => import("/script/dynamic.js"));
  await step("dedicated worker", () => dedicated("/worker/dedicated.js"));
  await step("module worker", () => dedicated("/worker/module.js", { type: "module" }));
  await step("blob worker", blobWorker);
  await step("shared worker", sharedWorker);
  await step("scripted image", scriptedImage);
  await each("form", ["urlencoded", "plain", "get"], submitted);
  await step("form multipart", multipart);
  await step("cross-origin frame", () => once(frame(`${other}/frame/other.html`), "load"));
  await step("pagehide", leaving);
  await step("popup", popup);
  await step("download", download);
  if (secureTransport) await step("service worker", serviceWorker);
}

async function main() {
  await Promise.all([exchanges(), interfaces(), step("load", () => (document.readyState === "complete" ? null : once(window, "load")))]);
  await step("fonts", () => document.fonts.ready);
  document.title = `done ${Object.keys(results).length}`;
}
main();
