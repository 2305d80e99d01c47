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
