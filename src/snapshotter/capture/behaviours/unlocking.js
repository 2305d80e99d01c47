// What overlays leave behind: backdrops, pages that do not scroll, blurred and inert content.
// Only asked after an overlay was dealt with; a page that does not scroll by itself is left alone.
const unlock = (done) => {
  styles = new Map();
  return [...backdrops(done), ...scroll(done), ...veils(done)];
};

const set = (el, name, value) => el.style.setProperty(name, value, "important");

// Layers without content over (nearly) all of the window.
const backdrops = (done) => {
  const found = [];
  const add = (el) => {
    const layer = layerOf(el);
    if (!layer || layer === "sticky" || share(el) < 0.85 || el.querySelector("img, video, canvas, iframe, input, button, a")) return;
    if (visibleText(el, 30).length < 20 && rootIn(el) === null) found.push(el);
  };
  const near = [...document.body.children].flatMap((child) => [child, ...[...child.children].slice(0, 30)]);
  near.slice(0, 600).forEach(add);
  return found.filter(veiling).map((el) => {
    const what = done("overlay-hidden", el, "", "backdrop");
    set(el, "display", "none");
    return what;
  });
};
const veiling = (el) => {
  const style = css(el);
  return !/^rgba\(\d+, \d+, \d+, 0\)$/.test(style.backgroundColor) || style.backdropFilter !== "none" || style.pointerEvents !== "none";
};

const scroll = (done) => {
  const found = [];
  const html = document.documentElement;
  const body = document.body;
  const stiff = (el) => /hidden|clip/.test(getComputedStyle(el).overflowY);
  if (getComputedStyle(body).position === "fixed") {
    found.push(done("scroll-unlocked", body, "", "position"));
    for (const [name, value] of [["position", "static"], ["top", "auto"], ["width", "auto"], ["height", "auto"], ["overflow", "visible"]]) set(body, name, value);
  }
  if ((stiff(html) || stiff(body)) && tall(body)) {
    for (const el of [html, body]) {
      if (!stiff(el)) continue;
      found.push(done("scroll-unlocked", el, "", "overflow"));
      set(el, "overflow", "visible");
      set(el, "height", "auto");
      set(el, "max-height", "none");
    }
  }
  for (const el of wrappers()) {
    if (!stiff(el) || el.scrollHeight < el.clientHeight + 100 || Math.abs(el.clientHeight - innerHeight) > 0.1 * innerHeight) continue;
    found.push(done("scroll-unlocked", el, "", "wrapper"));
    for (const [name, value] of [["overflow", "visible"], ["height", "auto"], ["max-height", "none"]]) set(el, name, value);
    if (getComputedStyle(el).position === "fixed") set(el, "position", "static");
  }
  return found;
};
// There is more of the page than the window shows, and nothing in it scrolls by itself.
const tall = (body) => {
  const height = Math.max(body.scrollHeight, document.documentElement.scrollHeight);
  if (height <= innerHeight + 20) return false;
  return !wrappers().some((el) => /auto|scroll/.test(css(el).overflowY) && el.scrollHeight > el.clientHeight + 20 && share(el) > 0.5);
};
// The elements that hold the page, from the outside inwards.
const wrappers = () => {
  const found = [];
  for (let level = [...document.body.children], depth = 0; depth < 3; depth++) {
    const big = level.filter((el) => el instanceof HTMLElement && !/^(script|style)$/.test(el.localName) && el.scrollHeight > innerHeight * 0.9);
    found.push(...big.slice(0, 10));
    level = big.slice(0, 10).flatMap((el) => [...el.children].slice(0, 40));
  }
  return found;
};

const veils = (done) => {
  const found = [];
  const near = [document.body, ...document.body.children, ...wrappers()];
  for (const el of new Set([...near, ...document.querySelectorAll(CONTENT)])) {
    if (!(el instanceof HTMLElement) || getComputedStyle(el).display === "none") continue;
    const style = getComputedStyle(el);
    const content = el === document.body || matches(el, CONTENT) || el.querySelector("main, article, h1, p");
    if (!content) continue;
    if (/blur\(/.test(style.filter)) {
      found.push(done("scroll-unlocked", el, "", "blur"));
      set(el, "filter", "none");
    }
    for (const name of ["inert", "aria-hidden"]) {
      if (!el.hasAttribute(name) || el.getAttribute(name) === "false") continue;
      found.push(done("scroll-unlocked", el, "", name));
      el.removeAttribute(name);
    }
    if (style.pointerEvents === "none" && (el === document.body || parseFloat(style.opacity) < 1)) {
      found.push(done("scroll-unlocked", el, "", "pointer-events"));
      set(el, "pointer-events", "auto");
    }
  }
  return found;
};
