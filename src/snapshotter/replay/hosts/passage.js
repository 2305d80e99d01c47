/* Shows a passage of the replayed page when the reading room about it asks, and says whether it was found.

   Asked by {snapshotter: "show", request, exact, prefix, suffix}; answers {request, shown}.  Text directives
   in addresses do not do that: browsers keep them from frames of other origins.  The page's document is not
   changed: the passage is a custom highlight (CSS Custom Highlight API), or else the selection. */
(function () {
  "use strict";
  const NAME = "snapshotter-passage";
  const LONGEST = 4000000;
  const SKIPPED = new Set(["SCRIPT", "STYLE", "NOSCRIPT", "TEMPLATE", "TEXTAREA", "HEAD"]);
  const SAME = new Map(Object.entries({ "‘": "'", "’": "'", "‚": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‐": "-", "‑": "-", "–": "-", "—": "-", "…": "." }));

  /* Letters alone: spaces, soft hyphens and case differ between a text and how it is set. */
  const fold = (letter) => (/[\s\u00ad\u200b-\u200d\ufeff]/.test(letter) ? "" : SAME.get(letter) || letter.toLowerCase());
  const folded = (text) => Array.from(text || "", fold).join("");

  function* texts(root) {
    for (let node = root.firstChild; node; node = node.nextSibling) {
      if (node.nodeType === 3) yield node;
      else if (node.nodeType === 1 && !SKIPPED.has(node.nodeName.toUpperCase())) {
        if (node.shadowRoot) yield* texts(node.shadowRoot);
        yield* texts(node);
      }
    }
  }

  function gather() {
    const letters = [], nodes = [], places = [];
    for (const node of texts(document.body || document.documentElement)) {
      const shown = node.parentElement && node.parentElement.checkVisibility;
      if (shown && !node.parentElement.checkVisibility() && !node.parentElement.closest("details")) continue;
      let at = 0;
      for (const letter of node.data) {
        for (const kept of fold(letter)) { letters.push(kept); nodes.push(node); places.push(at); }
        at += letter.length;
      }
      if (letters.length > LONGEST) break;
    }
    return { text: letters.join(""), nodes, places };
  }

  /* The place whose surroundings are most like those that were stored. */
  function choose(text, exact, prefix, suffix) {
    let best = -1, most = -1;
    for (let at = text.indexOf(exact), tried = 0; at >= 0 && tried < 200; at = text.indexOf(exact, at + 1), tried += 1) {
      let like = 0;
      while (like < prefix.length && text[at - 1 - like] === prefix[prefix.length - 1 - like]) like += 1;
      let after = 0;
      while (after < suffix.length && text[at + exact.length + after] === suffix[after]) after += 1;
      if (like + after > most) [best, most] = [at, like + after];
    }
    return best;
  }

  function show({ exact, prefix, suffix }) {
    const words = folded(exact);
    if (!words) return false;
    const page = gather();
    const at = choose(page.text, words, folded(prefix), folded(suffix));
    if (at < 0) return false;
    const last = at + words.length - 1;
    const range = document.createRange();
    range.setStart(page.nodes[at], page.places[at]);
    range.setEnd(page.nodes[last], Math.min(page.places[last] + 1, page.nodes[last].length));
    const element = page.nodes[at].parentElement;
    for (let box = element; box; box = box.parentElement) if (box.nodeName === "DETAILS") box.open = true;
    mark(range);
    element.scrollIntoView({ block: "center" });
    return true;
  }

  function mark(range) {
    if (typeof Highlight === "function" && CSS.highlights) {
      if (!CSS.highlights.has(NAME)) {
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(`::highlight(${NAME}) { background: #ffe08a; color: #1d1a14 }`);
        document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
      }
      CSS.highlights.set(NAME, new Highlight(range));
    } else {
      const selection = getSelection();
      selection.removeAllRanges();
      selection.addRange(range);
    }
  }

  if (window === parent) return;
  addEventListener("message", (event) => {
    if (event.source !== parent || !event.data || event.data.snapshotter !== "show") return;
    event.stopImmediatePropagation();
    let shown = false;
    try { shown = show(event.data); } catch (trouble) { /* then the stored text has it */ }
    event.source.postMessage({ request: event.data.request, shown }, "*");
  });
})();
