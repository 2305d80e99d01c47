function asked(element, kind, ask) {
  return answerFrom(element.contentWindow, ask, kind);
}

async function told(src, kind) {
  const answer = answerFrom(null, null, kind);
  const element = document.createElement("iframe");
  element.src = src;
  outOfSight(element);
  return (await within(4000, answer, { value: "silent" })).value;
}

// For pages that a browser may refuse to show: long after it has loaded, it will not speak any more.
async function toldOrShut(src, kind) {
  const answer = answerFrom(null, null, kind);
  await frame((f) => { f.src = src; });
  return (await within(500, answer, { value: "silent" })).value;
}

group(
  ["frame_same_origin", async () => {
    const element = await frame((f) => { f.src = "/frame/same.html"; });
    return [element.contentDocument.title, element.contentWindow.inside, element.contentWindow.parent === window];
  }],
  ["frame_cross_origin_closed", async () => {
    const element = await frame((f) => { f.src = "https://cdn.torture-assets.test/frame/other.html"; });
    let reached;
    try { reached = element.contentWindow.location.href; } catch (error) { reached = failure(error); }
    return [element.contentDocument === null, reached];
  }],
  ["frame_message", async () => {
    const element = await frame((f) => { f.src = "https://cdn.torture-assets.test/frame/other.html?talk"; });
    const { value, origin } = await asked(element, "other?talk", { kind: "ask", with: 5 });
    return [value, origin];
  }],
  ["frame_message_to_origin", async () => {
    const element = await frame((f) => { f.src = "https://cdn.torture-assets.test/frame/other.html?aimed"; });
    const answer = answerFrom(null, null, "aimed?aimed");
    element.contentWindow.postMessage({ kind: "aim" }, "https://cdn.torture-assets.test");
    return (await answer).value;
  }],
  ["frame_message_elsewhere", async () => {
    const element = await frame((f) => { f.src = "https://cdn.torture-assets.test/frame/other.html?missed"; });
    const answer = answerFrom(null, null, "aimed?missed");
    element.contentWindow.postMessage({ kind: "aim" }, "https://elsewhere.test");
    return (await within(600, answer, { value: "silent" })).value;
  }],
  ["frame_parent_closed", () => told("https://cdn.torture-assets.test/frame/reaching.html", "reaching")],
  ["frame_referrer", () => told("/frame/facts.html?referrer", "facts?referrer")],
  ["frame_referrer_cross_origin", () => told("https://cdn.torture-assets.test/frame/facts.html?far", "facts?far")],
  ["frame_no_referrer", async () => {
    const answer = answerFrom(null, null, "facts?none");
    const element = document.createElement("iframe");
    element.referrerPolicy = "no-referrer";
    element.src = "/frame/facts.html?none";
    outOfSight(element);
    return (await answer).value;
  }],
  ["frame_ancestors", () => told("https://cdn.torture-assets.test/frame/ancestors.html", "ancestors")],
  ["frame_subdomain", () => told("https://static.torture.test/frame/facts.html?static", "facts?static")],
);

group(
  ["frame_srcdoc", async () => {
    const element = await frame((f) => { f.srcdoc = "<img src='/img/blue.png' id=i><a href='x/y'>a</a>"; });
    const inner = element.contentDocument;
    return [inner.querySelector("#i").naturalWidth, inner.querySelector("a").href, inner.URL, inner.baseURI];
  }],
  ["frame_blank_written", async () => {
    const element = await frame((f) => { f.src = "about:blank"; });
    const inner = element.contentDocument;
    inner.open();
    inner.write("<!doctype html><title>written</title><img src='https://cdn.torture-assets.test/img/green.png?written'>");
    inner.close();
    await once(inner.images[0], "load");
    return [inner.title, inner.images[0].naturalWidth, element.contentWindow.origin];
  }],
  ["frame_blob", async () => {
    const page = "<!doctype html><script>parent.postMessage({ kind: 'blob', value: [self.origin, location.protocol] }, '*')</script>";
    return told(URL.createObjectURL(new Blob([page], { type: "text/html" })), "blob");
  }],
  ["frame_data", () => told("data:text/html,<script>parent.postMessage({ kind: 'data', value: [self.origin, location.protocol] }, '*')</script>", "data")],
  ["frame_javascript", async () => {
    const element = await frame((f) => { f.src = "javascript:'<title>js</title>made'"; });
    return element.contentDocument.body.textContent;
  }],
  ["frame_meta_refresh", () => told("/frame/refresh.html", "refreshed")],
  ["frame_refresh_field", () => told("/frame/refresh-field.html", "refreshed-field")],
  ["frame_redirected", () => told("/redirect/frame", "facts?redirected")],
  ["frame_moves_itself", () => told("/frame/moving.html", "moved")],
  ["frame_windows_1251", () => told("/frame/1251.html", "charset")],
  ["frame_utf_16", () => told("/frame/utf16.html", "charset16")],
  ["frame_shift_jis", () => told("/frame/sjis.html", "charset-sjis")],
  ["frame_base", () => told("/frame/base.html", "base")],
  ["frame_base_cross_origin", () => told("/frame/far-base.html", "far-base")],
  ["frame_csp", () => told("/frame/csp.html", "csp")],
  ["frame_csp_meta", () => told("/frame/csp-meta.html", "csp-meta")],
  ["frame_denied", () => toldOrShut("/frame/denied.html", "denied")],
  ["frame_same_only", () => toldOrShut("/frame/same-only.html", "same-only")],
  ["frame_sandboxed", async () => {
    const answer = answerFrom(null, null, "facts?sandboxed");
    const element = document.createElement("iframe");
    element.sandbox = "allow-scripts";
    element.src = "/frame/facts.html?sandboxed";
    outOfSight(element);
    return (await answer).value;
  }],
  ["frame_posted_form", async () => {
    const answer = answerFrom(null, null, "posted");
    const element = Object.assign(document.createElement("iframe"), { name: "posted" });
    outOfSight(element);
    const form = Object.assign(document.createElement("form"), { method: "post", action: "/post/page", target: "posted" });
    form.innerHTML = "<input name=word value='posted words'>";
    form.hidden = true;
    document.body.append(form);
    form.submit();
    return (await answer).value;
  }],
  ["frame_got_form", async () => {
    const answer = answerFrom(null, null, "got");
    const element = Object.assign(document.createElement("iframe"), { name: "got" });
    outOfSight(element);
    const form = Object.assign(document.createElement("form"), { action: "/frame/got.html", target: "got" });
    form.innerHTML = "<input name=word value='två ord'>";
    form.hidden = true;
    document.body.append(form);
    form.submit();
    return (await answer).value;
  }],
  ["frame_object", async () => {
    const element = Object.assign(document.createElement("object"), { type: "text/html", data: "/frame/same.html?object" });
    const loaded = once(element, "load");
    outOfSight(element);
    await loaded;
    return element.contentDocument.title;
  }],
  ["frame_embed", async () => {
    const element = Object.assign(document.createElement("embed"), { type: "image/svg+xml", src: "/img/drawing.svg?embed" });
    const loaded = once(element, "load");
    outOfSight(element);
    await loaded;
    return element.getSVGDocument()?.documentElement.tagName ?? "closed";
  }],
);

group(
  ["location_href", () => location.href],
  ["location_origin", () => location.origin],
  ["location_host", () => location.host],
  ["location_protocol", () => location.protocol],
  ["location_port", () => location.port],
  ["location_string", () => `${location}`],
  ["document_url", () => document.URL],
  ["document_domain", () => document.domain],
  ["document_base", () => document.baseURI],
  ["document_referrer", () => document.referrer],
  ["document_last_modified", () => document.lastModified],
  ["document_charset", () => [document.characterSet, document.contentType, document.compatMode]],
  ["window_origin", () => self.origin],
  ["window_secure", () => [isSecureContext, crossOriginIsolated]],
  ["url_of_location", () => [new URL("../up?x#y", location).href, new URL("//other.test/z", document.baseURI).href]],
  ["url_of_element", () => { const a = document.createElement("a"); a.href = "deep/er?q=1#h"; return [a.href, a.host, a.pathname, a.origin]; }],
  ["url_as_written", () => [document.querySelector("#as-written").getAttribute("href"), document.querySelector("#as-written").href]],
  ["url_in_html", () => { const d = document.createElement("div"); d.innerHTML = "<img loading=lazy src=rel.png>"; const u = d.firstChild.src; d.firstChild.removeAttribute("src"); return u; }],
  ["url_in_text", () => document.querySelector("#in-text").textContent],
  ["url_in_inline_json", () => JSON.parse(document.querySelector("#inline-json").textContent)],
  ["url_in_form", () => document.querySelector("form#search").action],
  ["url_query_untouched", () => document.querySelector("#share").href],
  ["url_like_names", () => window.__likeNames],
  ["history_push", () => {
    history.pushState({ at: 1 }, "", "/pushed/path?x=1");
    const found = [location.pathname, history.state.at, document.baseURI.endsWith("/pushed/path?x=1")];
    history.replaceState(null, "", "/torture.html");
    return [...found, location.pathname];
  }],
  ["history_push_absolute", () => {
    history.pushState(null, "", "https://www.torture.test/absolute/path");
    const found = location.href;
    history.replaceState(null, "", "/torture.html");
    return found;
  }],
  ["history_push_cross_origin", () => history.pushState(null, "", "https://cdn.torture-assets.test/no")],
  ["hash_change", async () => {
    const changed = once(window, "hashchange", null);
    location.hash = "part";
    const { newURL } = await changed;
    history.replaceState(null, "", "/torture.html");
    return newURL;
  }],
);

group(
  ["cookie_of_document", () => document.cookie.split("; ").filter((c) => /^(page|domain|far|hidden|path|secure)=/.test(c)).sort()],
  ["cookie_by_script", () => { document.cookie = "script=s1; path=/"; return /(^|; )script=s1(;|$)/.test(document.cookie); }],
  ["cookie_removed", () => {
    document.cookie = "fleeting=1; path=/";
    document.cookie = "fleeting=1; path=/; max-age=0";
    return /fleeting/.test(document.cookie);
  }],
  ["cookie_sent", () => json("/cookie/echo")],
  ["cookie_set_by_fetch", async () => { await text("/cookie/set"); return /(^|; )fetched=f1(;|$)/.test(document.cookie); }],
  ["cookie_store", async () => (await cookieStore.getAll()).map(({ name }) => name).filter((n) => /^(page|domain|hidden|secure)$/.test(n)).sort()],
  ["cookie_for_subdomain", () => told("https://static.torture.test/frame/cookies.html", "cookies")],
  ["cookie_third_party", async () => { await whole("https://cdn.torture-assets.test/cookie/set", { credentials: "include", mode: "no-cors" }); return json("https://cdn.torture-assets.test/cookie/echo", { credentials: "include" }); }],
  ["storage_local", () => { localStorage.setItem("a", "1"); const found = [localStorage.getItem("a"), localStorage.length]; localStorage.clear(); return found; }],
  ["storage_session", () => { sessionStorage.b = "2"; return [sessionStorage.b, sessionStorage.length]; }],
  ["storage_database", () => new Promise((done, failed) => {
    const opening = indexedDB.open("torture", 1);
    opening.onerror = () => failed(opening.error);
    opening.onupgradeneeded = () => opening.result.createObjectStore("s", { keyPath: "k" });
    opening.onsuccess = () => {
      const database = opening.result;
      const store = database.transaction("s", "readwrite").objectStore("s");
      store.put({ k: 1, v: "kept" });
      const got = store.get(1);
      got.onsuccess = () => { database.close(); done(got.result.v); };
    };
  })],
  ["storage_cache", async () => {
    const cache = await caches.open("torture");
    await cache.add("/data/plain.txt?cached");
    return (await cache.match("/data/plain.txt?cached")).text();
  }],
  ["storage_files", async () => {
    const handle = await (await navigator.storage.getDirectory()).getFileHandle("f", { create: true });
    const writable = await handle.createWritable();
    await writable.write("filed");
    await writable.close();
    return (await handle.getFile()).text();
  }],
  ["crypto_digest", async () => [...new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode("torture")))].slice(0, 4)],
  ["crypto_uuid", () => crypto.randomUUID().length],
);

group(
  ["custom_element", () => {
    customElements.define("torture-box", class extends HTMLElement {
      connectedCallback() { this.attachShadow({ mode: "open" }).innerHTML = "<img src='/img/red.png?shadow'>"; }
    });
    return new URL(document.querySelector("torture-box").shadowRoot.firstChild.src).pathname;
  }],
  ["shadow_declared", () => document.querySelector("#declared").shadowRoot?.querySelector("p").textContent],
  ["template_content", () => document.querySelector("template#t").content.firstElementChild.src],
  ["broadcast", () => new Promise((done) => {
    const [one, two] = [new BroadcastChannel("t"), new BroadcastChannel("t")];
    two.onmessage = ({ data, origin }) => { one.close(); two.close(); done([data, origin]); };
    one.postMessage("heard");
  })],
  ["channel", () => new Promise((done) => {
    const { port1, port2 } = new MessageChannel();
    port2.onmessage = ({ data }) => done(data);
    port1.postMessage(structuredClone({ a: [1, new Date(0)] }));
  })],
  ["observed", () => new Promise((done) => {
    const box = outOfSight(document.createElement("div"));
    new IntersectionObserver(([entry], self) => { self.disconnect(); done(entry.isIntersecting); }).observe(box);
  })],
  ["mutated", () => new Promise((done) => {
    const box = document.createElement("p");
    new MutationObserver((seen) => done(seen[0].addedNodes.length)).observe(box, { childList: true });
    box.append("x", "y");
  })],
  ["compressed_here", async () => (await new Response(new Blob(["a".repeat(1000)]).stream().pipeThrough(new CompressionStream("gzip")).pipeThrough(new DecompressionStream("gzip"))).text()).length],
  ["date_formatted", () => new Intl.DateTimeFormat("de-AT", { dateStyle: "full", timeZone: "Europe/Vienna" }).format(new Date(0))],
  ["number_formatted", () => new Intl.NumberFormat("en-IN").format(123456789.5)],
  ["sorted_words", () => ["ö", "o", "z", "Z"].sort(new Intl.Collator("sv").compare)],
  ["clock_moves", () => { const before = performance.now(); let n = 0; while (performance.now() === before) n++; return Date.now() > 1.6e12; }],
  ["user_agent", () => navigator.userAgent.includes("Chrome")],
  ["languages", () => navigator.language],
  ["timing_names", () => [...new Set(performance.getEntriesByType("resource").map(({ name }) => name))].filter((n) => /\/(style\/main|img\/red|script\/ordered)[^/]*$/.test(n)).filter((n) => !/script$|shadow$/.test(n)).sort()],
  ["timing_navigation", () => performance.getEntriesByType("navigation")[0].name],
  ["timing_sizes", async () => {
    await text("/style/main.css?sized");
    const [entry] = performance.getEntriesByName(new URL("/style/main.css?sized", location).href);
    return [entry.encodedBodySize > 0, entry.encodedBodySize < entry.decodedBodySize, entry.responseStatus];
  }],
  ["timing_closed", async () => {
    await whole("https://cdn.torture-assets.test/cors/open.json?timed");
    const [entry] = performance.getEntriesByName("https://cdn.torture-assets.test/cors/open.json?timed");
    return entry ? [entry.decodedBodySize, entry.requestStart] : "none";
  }],
  ["server_timing", () => performance.getEntriesByType("navigation")[0].serverTiming.map(({ name }) => name)],
  ["webdriver_free_globals", () => ["fetch", "XMLHttpRequest", "WebSocket", "Worker", "open", "postMessage"].filter((n) => !/\[native code\]/.test(Function.prototype.toString.call(window[n])))],
  ["document_first_children", () => [...document.head.children].slice(0, 2).map((e) => e.tagName)],
  ["inline_handler", () => { document.querySelector("#handled").click(); return window.__handled; }],
  ["javascript_link", async () => { document.querySelector("#js-link").click(); await new Promise((done) => setTimeout(done, 30)); return window.__jsLink; }],
  ["permissions_policy", () => document.featurePolicy ? document.featurePolicy.allowsFeature("autoplay") : "none"],
  ["nothing_leaks", () => text("https://leak.torture.test/probe.txt", { mode: "no-cors" })],
);
