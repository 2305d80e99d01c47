/* The first script of every replayed document. What a content security policy does not keep from the
   live web is taken away: connections between browsers (WebRTC) ask servers for their own address. */
(function () {
  "use strict";
  const names = ["RTCPeerConnection", "webkitRTCPeerConnection", "mozRTCPeerConnection", "WebTransport"];
  const done = new WeakSet();
  const refuse = {
    construct() {
      throw new DOMException("The page is replayed from an archive.", "NotAllowedError");
    },
  };
  /* Where documents come from: browsers connect to the place before they ask the policy, so whatever leads
     elsewhere is led to the name that stands for it. */
  const site = "." + location.hostname.split(".").slice(-2).join(".");
  const way = location.hostname === "127.0.0.1" ? /^\/replay-path\/[0-9a-f]+\//.exec(location.pathname) : null;
  const FRAMES = /(\u003ci?frame\b[^>]*?\ssrc\s*=\s*["']?)((?:https?:)?\/\/[^\s"'>]+)/gi;
  const AMPERSAND = "\u0026amp;";
  function here(address, base) {
    let url;
    try { url = new URL(address, base); } catch (invalid) { return null; }
    if (!/^https?:$/.test(url.protocol) || url.hostname.endsWith(site)) return null;
    const scheme = url.protocol.slice(0, -1);
    if (way) return "http://" + location.host + way[0] + scheme + "/" + url.host + url.pathname + url.search + url.hash;
    const mark = url.port ? scheme + "-" + url.port + "--" : scheme === "https" ? "" : "http--";
    const rest = url.pathname + url.search + url.hash;
    return "http://" + mark + url.hostname.replace(/[^a-z0-9._-]/g, "") + site + ":" + location.port + rest;
  }
  function close(view) {
    try {
      if (!view || done.has(view)) return;
      done.add(view);
      for (const name of names) {
        const held = Object.getOwnPropertyDescriptor(view, name);
        if (!held || typeof held.value !== "function") continue;
        const stub = new Proxy(held.value, refuse);
        Object.defineProperty(view, name, { ...held, value: stub });
        Object.defineProperty(held.value.prototype, "constructor", { value: stub, writable: true, enumerable: false, configurable: true });
      }
      watch(view);
    } catch (otherOrigin) {
      /* a frame of another origin has a prelude of its own */
    }
  }
  function frames(view) {
    for (let at = 0; at !== view.length; at += 1) close(view[at]);
  }
  /* Frames that a page makes itself (about:blank, srcdoc) begin without a prelude. */
  function watch(view) {
    if (view.navigation) {
      view.navigation.addEventListener("navigate", (event) => {
        const place = here(event.destination.url);
        if (place === null) return;
        event.preventDefault();
        event.stopImmediatePropagation();
        if (!event.formData) view.location.replace(place);
      });
    }
    const guarded = (self, address) => here(address, self.baseURI) ?? address;
    /* A link that only opens connections opens none. */
    const hint = (self, names) => String(names).replace(/\b(?:preconnect|dns-prefetch)\b/gi, "recorded-$&");
    const guards = [[view.HTMLIFrameElement, "src", guarded], [view.HTMLLinkElement, "rel", hint]];
    for (const [kind, name, guard] of guards) {
      const held = Object.getOwnPropertyDescriptor(kind.prototype, name);
      Object.defineProperty(kind.prototype, name, { ...held, set: new Proxy(held.set, {
        apply: (target, self, given) => Reflect.apply(target, self, [guard(self, given[0])]),
      }) });
    }
    const element = view.Element.prototype;
    element.setAttribute = new Proxy(element.setAttribute, {
      apply(target, self, given) {
        const found = guards.find(([kind, name]) => self instanceof kind ? String(given[0]).toLowerCase() === name : false);
        return Reflect.apply(target, self, found ? [given[0], found[2](self, given[1])] : given);
      },
    });
    const written = (html, base) => typeof html === "string" ? html.replace(FRAMES, (all, before, address) => {
      const place = here(address.replaceAll(AMPERSAND, "\u0026"), base);
      return place === null ? all : before + place;
    }) : html;
    for (const [holder, name] of [[element, "innerHTML"], [element, "outerHTML"]]) {
      const markup = Object.getOwnPropertyDescriptor(holder, name);
      Object.defineProperty(holder, name, { ...markup, set: new Proxy(markup.set, {
        apply: (target, self, given) => Reflect.apply(target, self, [written(given[0], self.baseURI)]),
      }) });
    }
    for (const [holder, name] of [[element, "insertAdjacentHTML"], [view.Document.prototype, "write"],
      [view.Document.prototype, "writeln"], [view.Range.prototype, "createContextualFragment"]]) {
      holder[name] = new Proxy(holder[name], {
        apply: (target, self, given) => Reflect.apply(target, self, given.map((each) => written(each, document.baseURI))),
      });
    }
    for (const kind of ["HTMLIFrameElement", "HTMLFrameElement", "HTMLObjectElement"]) {
      const held = view[kind].prototype;
      for (const [name, inner] of [["contentWindow", (found) => found], ["contentDocument", (found) => (found ? found.defaultView : null)]]) {
        const property = Object.getOwnPropertyDescriptor(held, name);
        if (!property || !property.get) continue;
        const get = new Proxy(property.get, {
          apply(target, self, given) {
            const found = Reflect.apply(target, self, given);
            try { close(inner(found)); } catch (otherOrigin) { /* as above */ }
            return found;
          },
        });
        Object.defineProperty(held, name, { ...property, get });
      }
    }
    new view.MutationObserver(() => frames(view)).observe(view.document, { childList: true, subtree: true });
  }
  close(window);
  if (document.currentScript) document.currentScript.remove();
})();
