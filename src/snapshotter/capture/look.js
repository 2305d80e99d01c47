/* What a reader sees of the page, in words and numbers.  Takes {most}: characters of text, and of HTML. */
({most}) => {
  const rules = (sheet) => {
    try {
      return [...sheet.cssRules].map((rule) => rule.cssText).join("\n").slice(0, 2e6);
    } catch {
      return "";
    }
  };
  const body = document.body, root = document.scrollingElement || document.documentElement;
  const clean = (text, most) => (text || "").replace(/\s+/g, " ").trim().slice(0, most);
  const shown = (element) => {
    const box = element.getBoundingClientRect();
    return box.width > 1 && box.height > 1 && element.checkVisibility({opacityProperty: true, visibilityProperty: true});
  };
  const texts = (selector) => [...document.querySelectorAll(selector)].slice(0, 20).filter(shown)
    .map((element) => clean(element.innerText, 300)).filter(Boolean).slice(0, 5);
  let headings = texts("h1");
  if (!headings.length) headings = texts("h2");
  const whole = body ? body.innerText : (document.documentElement || {}).textContent || "";
  const text = whole.slice(0, most);
  const found = {
    title: document.title.slice(0, 5000), text, cut: whole.length > most, url: location.href, width: root ? root.scrollWidth : 0, height: root ? root.scrollHeight : 0,
    shape: {
      headings,
      words: (text.match(/[\p{L}\p{N}]+/gu) || []).length,
      links: document.links.length,
      images: document.images.length,
      forms: document.forms.length,
      password_fields: [...document.querySelectorAll("input[type=password]")].slice(0, 20).filter(shown).length,
      frames: [...document.querySelectorAll("iframe, frame")].slice(0, 50).filter(shown).map((frame) => frame.src || "").filter(Boolean).slice(0, 20),
    },
  };
  if (document.documentElement) {
    const roots = [];
    const gather = (within) => {
      for (const element of within.querySelectorAll("*")) {
        if (element.shadowRoot && roots.length < 1000) { roots.push(element.shadowRoot); gather(element.shadowRoot); }
      }
    };
    gather(document);
    const type = document.doctype;
    const ids = type && type.publicId ? ` PUBLIC "${type.publicId}"${type.systemId ? ` "${type.systemId}"` : ""}`
      : type && type.systemId ? ` SYSTEM "${type.systemId}"` : "";
    const kind = type ? `<!DOCTYPE ${type.name}${ids}>\n` : "";
    const html = document.documentElement;
    const name = html.localName, marks = [...html.attributes].map((a) => ` ${a.name}="${a.value.replace(/&/g, "&amp;").replace(/"/g, "&quot;")}"`).join("");
    // Sheets that scripts have made stand in no element; a copy of the page needs them, and may be given them.
    const made = [...document.adoptedStyleSheets].map(rules).filter(Boolean);
    const inner = html.getHTML ? html.getHTML({shadowRoots: roots}) : html.innerHTML;
    const sheets = made.map((text) => `<style data-adopted>${text.replace(/<\/style/gi, "<\\/style")}</style>`).join("");
    if (inner.length <= most) found.dom = `${kind}<${name}${marks}>${inner.replace(/<\/body>$/i, () => `${sheets}</body>`)}</${name}>`;
  }
  return found;
}
