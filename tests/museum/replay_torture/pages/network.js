const CDN = "https://cdn.torture-assets.test";
const WWW = "https://www.torture.test";

const JSON_TYPE = { "content-type": "application/json" };

async function whole(url, options) {
  const answer = await fetch(url, options);
  return [answer.status, answer.type, await answer.text()];
}

function post(url, body, headers, more) {
  return json(url, { method: "POST", body, headers, ...more });
}

function xhr(url, { method = "GET", type = "", wait = true, body = null } = {}) {
  const request = new XMLHttpRequest();
  request.open(method, url, wait);
  if (wait) request.responseType = type;
  const sent = new Promise((done, failed) => {
    request.onload = () => done(request);
    request.onerror = () => failed(new Error("xhr"));
  });
  request.send(body);
  return sent;
}

group(
  ["fetch_relative", () => text("data/plain.txt")],
  ["fetch_absolute", () => text(`${WWW}/data/absolute.txt`)],
  ["fetch_without_scheme", () => text("//www.torture.test/data/without-scheme.txt")],
  ["fetch_host_at_run_time", () => text(`https://${["cdn", "torture-assets", "test"].join(".")}/cors/built.txt`)],
  ["fetch_cors", async () => {
    const answer = await fetch(`${CDN}/cors/open.json`);
    return [answer.type, answer.url, await answer.json()];
  }],
  ["fetch_cors_credentials", () => whole(`${CDN}/cors/credentials.json`, { credentials: "include" })],
  ["fetch_cors_star_with_credentials", () => whole(`${CDN}/cors/star.json`, { credentials: "include" })],
  ["fetch_cors_refused", () => whole(`${CDN}/cors/closed.json`)],
  ["fetch_no_cors", () => whole(`${CDN}/cors/closed.json`, { mode: "no-cors" })],
  ["fetch_preflight", () => whole(`${CDN}/cors/preflight`, {
    method: "PUT", headers: { ...JSON_TYPE, "x-torture": "1" }, body: "{\"a\": 1}",
  })],
  ["fetch_preflight_refused", () => whole(`${CDN}/cors/no-preflight`, { method: "DELETE" })],
  ["fetch_exposed_fields", async () => {
    const answer = await fetch(`${CDN}/cors/exposed.json`);
    return [answer.headers.get("x-shown"), answer.headers.get("x-hidden"), answer.headers.get("content-type")];
  }],
  ["fetch_same_origin_fields", async () => {
    const answer = await fetch("/data/fields.txt");
    return ["x-one", "x-two", "etag", "last-modified", "content-language"].map((name) => answer.headers.get(name));
  }],
  ["fetch_all_fields", async () => {
    const names = [...(await fetch("/data/fields.txt?all")).headers].map(([name]) => name);
    return [...new Set(names)].filter((name) => name !== "date").sort();
  }],
  ["fetch_only_if_same_origin", () => text(`${CDN}/cors/open.json`, { mode: "same-origin" })],
  ["fetch_json_escaped_address", async () => text((await json("/data/config.json")).endpoint)],
  ["fetch_address_in_query", () => json(`/data/echo-query?u=${encodeURIComponent(`${CDN}/x?y=1`)}&plain=yes`)],
  ["fetch_referer", () => json("/data/referer")],
  ["fetch_referer_cross_origin", () => json(`${CDN}/data/referer`)],
  ["fetch_origin_field", () => json(`${CDN}/data/origin`)],
  ["fetch_dead_host", () => text("https://dead.torture.test/never.txt")],
  ["fetch_mixed_content", () => text("http://plain.torture.test/cors/mixed.txt")],
  ["fetch_data_address", () => text("data:text/plain,of%20its%20own")],
  ["fetch_blob_address", () => text(URL.createObjectURL(new Blob(["blob"])))],
);

group(
  ["xhr", async () => (await xhr("/data/xhr.txt")).responseText],
  ["xhr_sync", () => { const r = new XMLHttpRequest(); r.open("GET", "/data/sync.txt", false); r.send(); return r.responseText; }],
  ["xhr_json", async () => (await xhr("/data/xhr.json", { type: "json" })).response],
  ["xhr_document", async () => (await xhr("/data/fragment.html", { type: "document" })).response.querySelector("a").href],
  ["xhr_xml", async () => (await xhr("/data/feed.xml")).responseXML.querySelector("link").textContent],
  ["xhr_buffer", async () => new Uint8Array((await xhr("/data/binary", { type: "arraybuffer" })).response).length],
  ["xhr_response_url", async () => (await xhr("/redirect/chain/1?xhr")).responseURL],
  ["xhr_fields", async () => (await xhr("/data/fields.txt?xhr")).getResponseHeader("x-one")],
  ["xhr_post_sync", () => { const r = new XMLHttpRequest(); r.open("POST", "/post/json?sync", false); r.send("{\"b\":[1,2]}"); return JSON.parse(r.responseText); }],
  ["xhr_upload", async () => JSON.parse((await xhr("/post/binary?xhr", { method: "POST", body: new Blob([new Uint8Array(5000)]) })).responseText)],
);

const query = (operationName, variables) => JSON.stringify({ operationName, variables, query: `query ${operationName} { it }` });

group(
  ["post_json", () => post("/post/json", JSON.stringify({ b: 1, a: [true, null, "é"] }), JSON_TYPE)],
  ["post_form", () => post("/post/form", new URLSearchParams({ name: "Ada & co", year: "1843" }))],
  ["post_multipart", () => {
    const form = new FormData();
    form.append("name", "Ada");
    form.append("file", new File([new Uint8Array([0, 1, 2, 255])], "notes.bin", { type: "application/octet-stream" }));
    return post("/post/multipart", form);
  }],
  ["post_binary", () => post("/post/binary", new Uint8Array([0, 255, 10, 13, 0, 128]))],
  ["post_text", () => post("/post/text", "plain words", undefined, { keepalive: true })],
  ["post_empty", () => post("/post/empty", "")],
  ["post_random_body", () => post("/post/random", JSON.stringify({ nonce: Math.random(), at: Date.now(), same: "always" }), JSON_TYPE)],
  ["post_random_binary", () => post("/post/random-binary", crypto.getRandomValues(new Uint8Array(64)))],
  ["post_one_address_three_bodies", async () => [
    await post("/post/which", JSON.stringify({ wanted: "one" }), JSON_TYPE),
    await post("/post/which", JSON.stringify({ wanted: "two" }), JSON_TYPE),
    await post("/post/which", JSON.stringify({ wanted: "three" }), JSON_TYPE),
  ]],
  ["post_graphql_with_nonce", async () => [
    await post("/graphql", query("Author", { id: 7, nonce: Math.random() }), JSON_TYPE),
    await post("/graphql", query("Comments", { id: 7, nonce: Math.random() }), JSON_TYPE),
    await post("/graphql", query("Author", { id: 9, nonce: Math.random() }), JSON_TYPE),
  ]],
  ["post_cross_origin", () => post(`${CDN}/post/json`, JSON.stringify({ from: "www" }), JSON_TYPE)],
  ["post_with_address_in_body", () => post("/post/json?address", JSON.stringify({ page: `${WWW}/torture.html`, asset: `${CDN}/img/x.png` }), JSON_TYPE)],
  ["post_streamed_answer_size", async () => (await (await fetch("/post/large", { method: "POST", body: "x" })).arrayBuffer()).byteLength],
  ["put", () => json("/post/json?put", { method: "PUT", body: "{\"put\": 1}", headers: JSON_TYPE })],
  ["patch", () => json("/post/json?patch", { method: "PATCH", body: "{\"patch\": 1}", headers: JSON_TYPE })],
  ["delete", () => whole("/post/gone", { method: "DELETE" })],
  ["head", async () => {
    const answer = await fetch("/data/fields.txt?head", { method: "HEAD" });
    return [answer.status, answer.headers.get("x-one"), (await answer.text()).length];
  }],
  ["beacon", () => navigator.sendBeacon("/post/beacon", new Blob(["seen"], { type: "text/plain" }))],
);

group(
  ["status_204", () => whole("/status/204")],
  ["status_404", () => whole("/status/404")],
  ["status_410_json", async () => (await fetch("/status/410")).json()],
  ["status_500", () => whole("/status/500")],
  ["status_304_asked_for", async () => (await fetch("/data/etag.txt", { headers: { "if-none-match": "\"v1\"" }, cache: "no-store" })).status],
  ["status_200_beside_304", () => whole("/data/etag.txt", { cache: "no-store" })],
  ["status_text", async () => (await fetch("/data/plain.txt?ok")).ok],
  ["redirect_chain", async () => {
    const answer = await fetch("/redirect/chain/3");
    return [answer.redirected, answer.url, await answer.text()];
  }],
  ["redirect_manual", async () => {
    const answer = await fetch("/redirect/chain/1?manual", { redirect: "manual" });
    return [answer.type, answer.status, answer.url];
  }],
  ["redirect_error", () => text("/redirect/chain/1?error", { redirect: "error" })],
  ["redirect_303", () => json("/redirect/303", { method: "POST", body: "x=1", headers: { "content-type": "text/plain" } })],
  ["redirect_307", () => json("/redirect/307", { method: "POST", body: "{\"kept\": true}", headers: JSON_TYPE })],
  ["redirect_cross_origin", async () => {
    const answer = await fetch("/redirect/to-cdn");
    return [answer.type, answer.url, await answer.json()];
  }],
  ["redirect_fragment", async () => (await fetch("/redirect/fragment#here")).url],
  ["redirect_loop", () => text("/redirect/loop")],
);

group(
  ["cache_buster_random", () => text(`/data/busted.txt?cb=${Math.random()}`)],
  ["cache_buster_time", () => text(`/data/busted.txt?a=1&_=${Date.now()}`)],
  ["cache_buster_uuid", () => text(`/data/busted.txt?nocache=${crypto.randomUUID()}&b=2`)],
  ["cache_buster_keeps_the_rest", async () => [
    await json(`/data/echo-query?page=1&_=${Date.now()}`),
    await json(`/data/echo-query?page=2&_=${Date.now()}`),
  ]],
  ["poll", async () => {
    const seen = [];
    for (let n = 0; n < 3; n++) seen.push(await text("/data/poll", { cache: "no-store" }));
    return seen;
  }],
  ["range_middle", async () => {
    const answer = await fetch("/data/alphabet.txt", { headers: { range: "bytes=3-7" } });
    return [answer.status, answer.headers.get("content-range"), await answer.text()];
  }],
  ["range_end", async () => {
    const answer = await fetch("/data/alphabet.txt", { headers: { range: "bytes=-4" } });
    return [answer.status, answer.headers.get("content-range"), await answer.text()];
  }],
  ["range_outside", async () => (await fetch("/data/alphabet.txt", { headers: { range: "bytes=900-" } })).status],
  ["stream_pieces", async () => {
    const reader = (await fetch("/data/stream")).body.getReader();
    let size = 0;
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return size;
      size += value.length;
    }
  }],
  ["abort_at_once", () => {
    const control = new AbortController();
    const asked = text("/data/plain.txt?aborted", { signal: control.signal });
    control.abort();
    return asked;
  }],
  ["abort_while_waiting", () => text("/data/never", { signal: AbortSignal.timeout(300) })],
  ["cut_answer", () => text("/data/cut")],
);

group(
  ["sse", () => new Promise((done) => {
    const source = new EventSource("/events/open");
    const seen = [];
    source.onmessage = ({ data, lastEventId }) => {
      seen.push([data, lastEventId]);
      if (seen.length === 3) { source.close(); done(seen); }
    };
  })],
  ["sse_named_cross_origin", () => new Promise((done, failed) => {
    const source = new EventSource(`${CDN}/events/open`, { withCredentials: true });
    source.addEventListener("tick", ({ data, origin }) => { source.close(); done([data, origin]); });
    source.onerror = () => { source.close(); failed(new Error("sse")); };
  })],
  ["sse_again", () => new Promise((done) => {
    const source = new EventSource("/events/short");
    const seen = [];
    source.onmessage = ({ data }) => {
      seen.push(data);
      if (seen.length === 2) { source.close(); done(seen); }
    };
  })],
  ["sse_refused", () => new Promise((done) => {
    const source = new EventSource("/status/204?events");
    source.onerror = () => { done(source.readyState); source.close(); };
  })],
);

function socket(path, protocols, run) {
  const one = new WebSocket(`wss://www.torture.test${path}`, protocols);
  one.binaryType = "arraybuffer";
  return new Promise((done, failed) => {
    one.onerror = () => failed(new Error("socket"));
    run(one, done);
  });
}

group(
  ["socket_text", () => socket("/socket/echo", [], (one, done) => {
    const seen = [];
    one.onopen = () => { one.send("one"); one.send("zwei é"); };
    one.onmessage = ({ data }) => { seen.push(data); if (seen.length === 2) { one.close(); done(seen); } };
  })],
  ["socket_binary", () => socket("/socket/echo?binary", [], (one, done) => {
    one.onopen = () => one.send(new Uint8Array([1, 0, 255]));
    one.onmessage = ({ data }) => { one.close(); done([...new Uint8Array(data)]); };
  })],
  ["socket_pushed", () => socket("/socket/pushed", [], (one, done) => {
    const seen = [];
    one.onmessage = ({ data }) => { seen.push(data); if (seen.length === 3) { one.close(); done(seen); } };
  })],
  ["socket_compressed", () => socket("/socket/compressed", [], (one, done) => {
    one.onopen = () => one.send("again and ".repeat(500));
    one.onmessage = ({ data }) => { const size = data.length; one.close(); done(size); };
  })],
  ["socket_subprotocol", () => socket("/socket/echo?protocol", ["none", "torture.v1"], (one, done) => {
    one.onopen = () => { done(one.protocol); one.close(); };
  })],
  ["socket_closed_by_origin", () => socket("/socket/closing", [], (one, done) => {
    one.onclose = ({ code, reason, wasClean }) => done([code, reason, wasClean]);
  })],
  ["socket_refused", () => socket("/status/404?socket", [], (one, done) => { one.onopen = () => done("open"); })],
  ["socket_relative", () => new Promise((done, failed) => {
    const one = new WebSocket("/socket/echo?relative");
    one.onerror = () => failed(new Error("socket"));
    one.onopen = () => { done(one.url); one.close(); };
  })],
);

Object.assign(window, { whole, post });
