/* The first script of every replayed document. What a content security policy does not keep from the
   live web is taken away: connections between browsers (WebRTC) ask servers for their own address. */
(function prelude() {
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
  const from = location.hostname || self.origin === "null" ? location : new URL(self.origin);
  const site = "." + from.hostname.split(".").slice(-2).join(".");
  const way = location.hostname === "127.0.0.1" ? /^\/replay-path\/[0-9a-f]+\//.exec(location.pathname) : null;
  const FRAMES = /(\u003ci?frame\b[^>]*?\ssrc\s*=\s*["']?)((?:https?:)?\/\/[^\s"'>]+)/gi;
  const AMPERSAND = "\u0026amp;";
  function here(address, base) {
    let url;
    try { url = new URL(address, base); } catch (invalid) { return null; }
    if (site === "." || !/^https?:$/.test(url.protocol) || url.hostname.endsWith(site)) return null;
    const scheme = url.protocol.slice(0, -1);
    if (way) return "http://" + location.host + way[0] + scheme + "/" + url.host + url.pathname + url.search + url.hash;
    const mark = url.port ? scheme + "-" + url.port + "--" : scheme === "https" ? "" : "http--";
    const rest = url.pathname + url.search + url.hash;
    return "http://" + mark + url.hostname.replace(/[^a-z0-9._-]/g, "") + site + ":" + from.port + rest;
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
  /* Documents that a page writes into addresses (srcdoc, data:, blob:) begin with this script as well.  A
     frame loads its document in a task of its own: who looks at it in this one comes first. */
  const own = "\u003cscript>(" + prelude + ")();\u003c/script>";
  const DATA = /^\s*data:(text\/html|application\/xhtml\+xml|image\/svg\+xml|text\/xml|application\/xml)([^,]*),/i;
  const begun = new WeakMap();
  function beginning(address) {
    const found = DATA.exec(address);
    if (!found) return address;
    if (found[1].toLowerCase() !== "text/html") return "data:text/plain,";
    const rest = address.slice(found[0].length);
    if (!/;\s*base64\s*$/i.test(found[2])) return found[0] + encodeURIComponent(own) + rest;
    try { return found[0] + btoa(own + atob(decodeURIComponent(rest))); } catch (invalid) { return address; }
  }
  function begin(element) {
    for (const name of ["srcdoc", "src", "data"]) {
      const held = element.getAttribute(name);
      if (held === null || begun.get(element) === held) continue;
      const value = name === "srcdoc" ? own + held : beginning(held);
      if (value === held) continue;
      begun.set(element, value);
      element.setAttribute(name, value);
    }
  }
  const MAKERS = "iframe, frame, object, embed";
  function seen(records) {
    for (const { type, target, addedNodes } of records) {
      const elements = type === "attributes" ? [target] : Array.from(addedNodes).filter((each) => each.nodeType === 1);
      for (const element of elements) {
        if (element.matches(MAKERS)) begin(element);
        if (type !== "attributes") element.querySelectorAll(MAKERS).forEach(begin);
      }
    }
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
    /* A form that aims at another frame of the page: nobody there hears of it before it is connected. */
    const aimed = (form, submitter) => {
      const aim = (submitter && submitter.getAttribute("formtarget")) || form.getAttribute("target") || "_self";
      if (/^_(self|parent|top)$/i.test(aim)) return;
      for (const [element, name] of [[form, "action"], [submitter, "formaction"]]) {
        const held = element ? element.getAttribute(name) : null;
        const place = held === null ? null : here(held, element.baseURI);
        if (place !== null) element.setAttribute(name, place);
      }
    };
    view.addEventListener("submit", ({ target, submitter }) => aimed(target, submitter), true);
    view.HTMLFormElement.prototype.submit = new Proxy(view.HTMLFormElement.prototype.submit, {
      apply(target, self, given) {
        aimed(self, null);
        return Reflect.apply(target, self, given);
      },
    });
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
    const makers = [[view.Node.prototype, ["appendChild", "insertBefore", "replaceChild"]],
      [element, ["append", "prepend", "before", "after", "replaceWith", "replaceChildren", "insertAdjacentElement", "insertAdjacentHTML"]],
      [view.Document.prototype, ["append", "write", "writeln"]]];
    for (const [holder, names] of makers) {
      for (const name of names) {
        holder[name] = new Proxy(holder[name], {
          apply(target, self, given) {
            const made = Reflect.apply(target, self, given);
            frames(view);
            return made;
          },
        });
      }
    }
    view.URL.createObjectURL = new Proxy(view.URL.createObjectURL, {
      apply(target, self, given) {
        const [blob] = given;
        const isPage = blob instanceof view.Blob ? /^text\/html\b/i.test(blob.type) : false;
        return Reflect.apply(target, self, isPage ? [new view.Blob([own, blob], { type: blob.type })] : given);
      },
    });
    const watched = { childList: true, subtree: true, attributes: true, attributeFilter: ["src", "srcdoc", "data"] };
    new view.MutationObserver((records) => { seen(records); frames(view); }).observe(view.document, watched);
  }
  close(window);
  if (document.currentScript) document.currentScript.remove();
})();
