const there = (element, wanted = "load") => new Promise((done) => {
  element.addEventListener("load", () => done("load"));
  element.addEventListener("error", () => done("error"));
  document.head.append(element);
});

function scriptElement(fill) {
  return Object.assign(document.createElement("script"), fill);
}

group(
  ["module_static", () => window.__moduleStatic],
  ["module_dynamic", async () => (await import("./modules/dynamic.js")).default],
  ["module_cross_origin", async () => (await import("https://cdn.torture-assets.test/modules/remote.js")).name],
  ["module_import_map", async () => (await import("torture-kit")).kit],
  ["module_import_map_folder", async () => (await import("parts/first.js")).part],
  ["module_json", async () => (await import("./modules/data.json", { with: { type: "json" } })).default.answer],
  ["module_css", async () => {
    const sheet = (await import("./modules/sheet.css", { with: { type: "css" } })).default;
    return [sheet.cssRules.length, sheet.cssRules[0].selectorText];
  }],
  ["module_meta_url", async () => (await import("./modules/dynamic.js")).where],
  ["module_resolved", async () => (await import("./modules/dynamic.js")).resolved],
  ["module_waits", async () => (await import("./modules/waiting.js")).waited],
  ["module_missing", () => import("./modules/missing.js")],
  ["module_wrong_type", () => import("./modules/wrong-type.js")],
  ["module_inline", () => window.__moduleInline],
  ["script_globals", async () => [fromAnotherScript, await asyncFromAnotherScript(), typeof ClassFromAnotherScript]],
  ["script_order", () => window.__order],
  ["script_by_element", async () => [await there(scriptElement({ src: "/script/by-element.js" })), window.__byElement]],
  ["script_current", () => window.__currentScript],
  ["script_from_blob", async () => {
    const src = URL.createObjectURL(new Blob(["window.__fromBlob = 7"], { type: "text/javascript" }));
    return [await there(scriptElement({ src })), window.__fromBlob];
  }],
  ["script_not_js", () => there(scriptElement({ src: "/script/not-js.js" }))],
  ["script_404", () => there(scriptElement({ src: "/script/missing.js" }))],
  ["script_error_muted", () => new Promise((done) => {
    addEventListener("error", ({ message }) => done(message), { once: true });
    document.head.append(scriptElement({ src: "https://cdn.torture-assets.test/script/throws.js" }));
  })],
  ["script_error_shared", () => new Promise((done) => {
    addEventListener("error", ({ message }) => done(message), { once: true });
    document.head.append(scriptElement({ src: "https://cdn.torture-assets.test/script/throws.js?cors", crossOrigin: "anonymous" }));
  })],
  ["sri_right", () => window.__sriRight ?? "blocked"],
  ["sri_wrong", () => window.__sriWrong ?? "blocked"],
  ["sri_cross_origin", () => window.__sriCross ?? "blocked"],
  ["sri_by_script", async () => [await there(scriptElement({
    src: "/script/pinned.js?again", integrity: window.__pinnedDigest,
  })), window.__sriAgain ?? "blocked"]],
  ["sri_fetch", async () => (await text("/script/pinned.js?fetched", { integrity: window.__pinnedDigest })).length],
  ["sri_of_addresses", () => window.__sriAddresses ?? "blocked"],
  ["document_written", () => document.querySelector("#written").textContent],
  ["document_written_script", () => window.__writtenScript],
  ["eval_location", () => [eval("location.pathname"), new Function("return this.location.host")()]],
  ["string_timeout", () => new Promise((done) => { window.__fromString = done; setTimeout("__fromString(1 + 1)", 0); })],
  ["wasm_streaming", async () => (await WebAssembly.instantiateStreaming(fetch("/wasm/add.wasm"))).instance.exports.add(2, 40)],
  ["wasm_bytes", async () => (await WebAssembly.instantiate(await (await fetch("https://cdn.torture-assets.test/wasm/add.wasm")).arrayBuffer())).instance.exports.add(20, 3)],
  ["wasm_wrong_type", () => WebAssembly.instantiateStreaming(fetch("/data/plain.txt?wasm"))],
);

group(
  ["worker", () => workerAnswer(new Worker("/worker/classic.js"))],
  ["worker_module", () => workerAnswer(new Worker("/worker/module.js", { type: "module" }))],
  ["worker_from_blob", () => workerAnswer(new Worker(URL.createObjectURL(new Blob([
    "fetch('https://www.torture.test/data/for-blob.txt').then((a) => a.text()).then((t) => postMessage([t, self.origin]))",
  ], { type: "text/javascript" }))))],
  ["worker_from_data", () => workerAnswer(new Worker("data:text/javascript,postMessage([self.origin, self.name])", { name: "given" }))],
  ["worker_shared", () => new Promise((done) => {
    const shared = new SharedWorker("/worker/shared.js", "torture");
    shared.port.onmessage = ({ data }) => done(data);
    shared.port.start();
  })],
  ["worker_location", () => workerAnswer(new Worker("/worker/location.js?a=1#b"))],
  ["worker_nested", () => workerAnswer(new Worker("/worker/nesting.js"))],
  ["worker_sync_request", () => workerAnswer(new Worker("/worker/sync.js"))],
  ["worker_canvas", () => workerAnswer(new Worker("/worker/canvas.js"))],
  ["worker_cross_origin", () => { new Worker("https://cdn.torture-assets.test/worker/classic.js"); return "made"; }],
  ["worker_missing", () => workerAnswer(new Worker("/worker/missing.js"))],
  ["service_worker", async () => {
    const element = await frame((f) => { f.src = "/service/page.html"; });
    const { value } = await answerFrom(element.contentWindow, "go", "service");
    note("service_worker_made", value.made);
    note("service_worker_passed", value.passed);
    note("service_worker_scope", value.scope);
    note("service_worker_cached", value.cached);
    return value.controlled;
  }],
);
