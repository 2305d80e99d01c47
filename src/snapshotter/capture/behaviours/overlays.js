// What lies over the page.  Everything here only looks.
// Where the window is probed, the telling places first.  A probe costs as much as the page is long.
const COLUMNS = [0.5, 0.04, 0.96, 0.27, 0.73];
const ROWS = [0.5, -40, 40, 0.75, 0.25, 0.87, 0.12, 0.62, 0.38, -6, 6]; // parts of the height, or pixels from an edge
const rowsFor = (elements) => (elements < 15000 ? ROWS : ROWS.slice(0, elements < 50000 ? 6 : 4));
const DEEPEST = 40;
const MOST_TEXT = 4000;
const MOST_NODES = 3000;
const CONSENT_MARK = /cookie|consent|gdpr|dsgvo|rgpd|ccpa|lgpd|privacy|(^|[-_\s])cmp([-_\s\d]|$)/i;
const PROMO_MARK =
  /newsletter|subscri|sign-?up|opt-?in|pop-?up|promo|smart-?banner|app-?(banner|bar|open|promo|download)|open-?app|survey|feedback|notif|(^|[-_\s])push|chat|exit-?intent|interstitial|(^|[-_\s])(modal|overlay|lightbox|toast|dialog)/i;
const CLOSE_MARK = /(^|[-_\s])(close|dismiss|cross|closer|btn-?close|close-?btn|closebutton)([-_\s]|$)/i;
const DIALOGS = "dialog[open], [popover], [role='dialog'], [role='alertdialog'], [aria-modal='true']";
const FURNITURE = "header, nav, footer, [role='banner'], [role='navigation'], [role='contentinfo'], [role='toolbar']";
const CONTENT = "main, article, [role='main'], [role='article']";
const CONSENT_HINT =
  "[id*='cookie' i], [class*='cookie' i], [id*='consent' i], [class*='consent' i], [aria-label*='cookie' i]";

let styles = new Map();
const css = (el) => {
  let style = styles.get(el);
  if (!style) styles.set(el, (style = getComputedStyle(el)));
  return style;
};

const opened = new WeakMap(); // host -> closed shadow root, handed in from outside
const rootIn = (el) => el.shadowRoot || opened.get(el) || null;
const parentOf = (el) => {
  if (el.assignedSlot) return el.assignedSlot;
  const parent = el.parentNode;
  if (parent instanceof ShadowRoot) return parent.host;
  return parent instanceof Element ? parent : null;
};
const chainOf = (el) => {
  const chain = [];
  for (let at = el; at && chain.length < DEEPEST; at = parentOf(at)) chain.push(at);
  return chain;
};
const holds = (outer, inner) => {
  for (let at = inner; at; at = parentOf(at)) if (at === outer) return true;
  return false;
};
const matches = (el, selector) => {
  try {
    return el.matches(selector);
  } catch {
    return false;
  }
};

// Elements that a selector finds, in shadow roots below `root` too.
const everywhere = (root, selector) => {
  const found = [];
  const look = (scope, depth) => {
    found.push(...scope.querySelectorAll(selector));
    if (depth > 4) return;
    for (const host of hosts(scope)) look(rootIn(host), depth + 1);
  };
  look(root, 0);
  const own = root instanceof Element ? rootIn(root) : null;
  if (own) look(own, 1);
  return found;
};
const hosts = (scope) => {
  const found = [];
  const walker = document.createTreeWalker(scope, NodeFilter.SHOW_ELEMENT);
  for (let node = walker.nextNode(), n = 0; node && n < 20000; node = walker.nextNode(), n++) {
    if (rootIn(node)) found.push(node);
  }
  return found;
};

const hidden = (el) => {
  const style = css(el);
  return style.display === "none" || style.visibility !== "visible";
};
const inWindow = (el) => {
  const box = el.getBoundingClientRect();
  const width = Math.min(box.right, innerWidth) - Math.max(box.left, 0);
  const height = Math.min(box.bottom, innerHeight) - Math.max(box.top, 0);
  return width > 0 && height > 0 ? width * height : 0;
};
const share = (el) => inWindow(el) / Math.max(innerWidth * innerHeight, 1);
const shown = (el) => {
  if (!el.isConnected) return false;
  if (el.checkVisibility && !el.checkVisibility({ opacityProperty: true, visibilityProperty: true })) return false;
  const box = el.getBoundingClientRect();
  return box.width > 1 && box.height > 1;
};
// An overlay's own box may be empty while what it holds is not.
const covers = (el) => {
  if (!el.isConnected) return 0;
  if (!el.checkVisibility({ opacityProperty: true, visibilityProperty: false })) return 0;
  const own = css(el).visibility === "visible" ? share(el) : 0;
  if (own > 0) return own;
  let most = 0;
  for (const child of [...el.children, ...(rootIn(el) ? rootIn(el).children : [])].slice(0, 20)) {
    if (!hidden(child)) most = Math.max(most, share(child));
  }
  return most;
};

// Visits visible elements of the flat tree; `each` returns false to end it all.
const walk = (start, each, skip, most = MOST_NODES) => {
  let left = most;
  const visit = (node) => {
    if (node.nodeType === Node.TEXT_NODE) return each(node) !== false;
    if (!(node instanceof Element) || node === skip || left-- <= 0) return true;
    if (/^(script|style|noscript|template)$/i.test(node.localName) || css(node).display === "none") return true;
    if (each(node) === false) return false;
    const root = rootIn(node);
    const nodes = root ? root.childNodes : node.localName === "slot" ? node.assignedNodes({ flatten: true }) : null;
    for (const child of nodes && nodes.length ? nodes : node.childNodes) if (!visit(child)) return false;
    return true;
  };
  visit(start);
};
const visibleText = (el, most = MOST_TEXT, skip = null, nodes = MOST_NODES) => {
  let text = "";
  walk(el, (node) => {
    if (node.nodeType !== Node.TEXT_NODE) {
      if (css(node).display !== "inline") text += " ";
      return true;
    }
    const parent = node.parentElement;
    if (!parent || css(parent).visibility === "visible") text += node.data;
    return text.length < most * 2;
  }, skip, nodes);
  return text.replace(/\s+/g, " ").trim().slice(0, most);
};
const short = (text) => {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > 120 ? line.slice(0, 119) + "\u2026" : line;
};

// A short CSS path; ">>>" stands where it enters a shadow root.
const pathOf = (el) => {
  const parts = [];
  let at = el;
  for (let depth = 0; at && depth < 6; depth++) {
    if (at.id && at.id.length < 60) {
      parts.unshift("#" + CSS.escape(at.id));
      if (!(at.getRootNode() instanceof ShadowRoot)) break;
    } else {
      parts.unshift(at.localName + classOf(at));
    }
    if (at === document.body) break;
    const parent = at.parentNode;
    if (parent instanceof ShadowRoot) {
      parts.unshift(">>>");
      at = parent.host;
    } else at = parent instanceof Element ? parent : null;
  }
  return parts.join(" ").slice(0, 200);
};
const classOf = (el) => {
  const name = [...el.classList].find((each) => each.length < 40);
  return name ? "." + CSS.escape(name) : "";
};

// How an element can lie over others: top, fixed, sticky, absolute, or null.
const layerOf = (el) => {
  if (el === document.documentElement || el === document.body) return null;
  if (matches(el, ":modal") || matches(el, ":popover-open")) return "top";
  const style = css(el);
  if (style.display === "none") return null;
  if (style.position === "fixed") return "fixed";
  if (style.position === "sticky") {
    const box = el.getBoundingClientRect();
    return box.top <= 1 || box.bottom >= innerHeight - 1 ? "sticky" : null;
  }
  const above = parseInt(style.zIndex, 10) > 0 || el.parentNode === document.body;
  if (style.position !== "absolute" || !above || el.closest(CONTENT)) return null;
  return share(el) >= 0.15 ? "absolute" : null;
};

const hitsAt = (scope, x, y, depth = 0) => {
  const found = [];
  for (const el of scope.elementsFromPoint(x, y).slice(0, 12)) {
    if (el.getRootNode() !== scope) continue;
    const root = depth < 5 ? rootIn(el) : null;
    if (root) found.push(...hitsAt(root, x, y, depth + 1));
    found.push(el);
  }
  return found;
};

// What lies at the probed places: [x, y, elements], the topmost element first.
const probes = () => {
  const found = [];
  for (const row of rowsFor(document.getElementsByTagName("*").length)) {
    const y = Math.abs(row) < 1 ? row * innerHeight : (innerHeight + row) % innerHeight;
    for (const column of COLUMNS) found.push([column * innerWidth, y, hitsAt(document, column * innerWidth, y)]);
  }
  return found;
};

// Elements that lie over the page somewhere in the window, the outermost first: Map of element -> layer.
const layers = (probed = probes()) => {
  const seen = new Set();
  const found = new Map();
  const add = (el) => {
    for (const at of chainOf(el).reverse()) {
      if (seen.has(at)) continue;
      seen.add(at);
      const layer = layerOf(at);
      if (layer) found.set(at, layer);
    }
  };
  for (const [, , elements] of probed) elements.forEach(add);
  for (const el of document.querySelectorAll(DIALOGS)) if (covers(el)) add(el);
  return found;
};

// Elements without content that show something outside of their own box: hosts of closed shadow roots.
const opaque = (probed = probes()) => {
  const found = new Set();
  for (const [x, y, [el]] of probed) {
    if (!el || opened.has(el) || rootIn(el) || el.firstElementChild || el === document.body) continue;
    const bare = !el.firstChild && /^(div|section|aside|span)$/.test(el.localName);
    if (!bare && !el.localName.includes("-")) continue;
    const box = el.getBoundingClientRect();
    const inside = x >= box.left && x <= box.right && y >= box.top && y <= box.bottom;
    if (!inside || layerOf(el)) found.add(el);
  }
  return [...found];
};

// Whether something that speaks of consent is about to come.
const EXPECTED = /cookie[-_ ]?(law|banner|consent|notice|bar|wall|yes|bot|first|pro|script)|consent|gdpr|onetrust|didomi|usercentrics|quantcast|trustarc|osano|iubenda|tarteaucitron|fundingchoices|newsletter[-_ ]?(popup|modal)/i;
const EXPECTED_INLINE = new RegExp(EXPECTED.source + "|cookies", "i");
const expected = () => {
  if (document.querySelector("[name='__tcfapiLocator'], [name='__gppLocator'], [name='__uspapiLocator']")) return true;
  let budget = 200000;
  for (const script of [...document.scripts].slice(0, 150)) {
    if (script.src ? EXPECTED.test(script.src.slice(0, 300)) : EXPECTED_INLINE.test(take(script.textContent))) return true;
    if (budget <= 0) break;
  }
  return [...document.querySelectorAll(CONSENT_HINT)].slice(0, 50).some((el) => !el.closest(CONTENT) && !shown(el));
  function take(text) {
    const part = text.slice(0, Math.min(20000, budget));
    budget -= part.length;
    return part;
  }
};

// Whether there may be anything to do at all; told without the words.
const YOUNG_MS = 1600;
const survey = () => {
  const [entry] = performance.getEntriesByType("navigation");
  const since = entry && entry.loadEventEnd ? performance.now() - entry.loadEventEnd : 0;
  const probed = probes();
  if (layers(probed).size || opaque(probed).length || frames().length) return true;
  if ([...document.querySelectorAll(CONSENT_HINT)].slice(0, 40).some((el) => !el.closest(CONTENT) && shown(el))) return true;
  return since < YOUNG_MS && expected();
};
// Frames that are most of the window are looked into like pages.
const frames = () => [...document.querySelectorAll("iframe")].filter((el) => share(el) >= 0.5);
