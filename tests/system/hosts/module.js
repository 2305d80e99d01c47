const R = {};
const check = async (name, what) => {
  try {
    R[name] = await Promise.race([what(), new Promise((_, no) => setTimeout(() => no("late"), 8000))]);
  } catch (e) { R[name] = "ERROR " + (e.name || e); }
};
if (document.readyState !== "complete") await new Promise((o) => addEventListener("load", o));
await check("library", () => window.library);
await check("image", () => document.getElementById("a").naturalWidth);
await check("image from the root", () => document.getElementById("b").naturalWidth);
await check("style", () => getComputedStyle(document.querySelector("h1")).color);
await check("words", () => document.getElementById("words").textContent);
await check("import", async () => (await import("./dep.js")).dep);
await check("fetch", async () => (await (await fetch("https://api.news.example/data.json")).json()).self);
await check("fetch from the root", async () => (await fetch("/root.txt", { credentials: "include" })).text());
await check("post", async () => (await fetch("/post", { method: "POST", body: "page=" + location.href })).text());
await check("frame", () => frames.length);
await check("origin", () => self.origin);
await check("store", () => localStorage.length);
await check("parent closed", () => parent.document.title);
await check("viewer", () => fetch(VIEWER, { credentials: "include" }).then((r) => r.text()));
await check("live", () => fetch("https://live.example/x"));
await check("rtc", () => new RTCPeerConnection());
parent.postMessage(JSON.stringify(R), "*");
