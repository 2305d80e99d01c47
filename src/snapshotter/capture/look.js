/* What a reader sees of the page, in words and numbers.  Takes {whole}: with the document as HTML. */
({whole}) => {
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
  const text = body ? body.innerText : (document.documentElement || {}).textContent || "";
  const found = {
    title: document.title, text, url: location.href, width: root ? root.scrollWidth : 0, height: root ? root.scrollHeight : 0,
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
  if (whole && document.documentElement) {
    const roots = [];
    const gather = (within) => {
      for (const element of within.querySelectorAll("*")) {
        if (element.shadowRoot && roots.length < 1000) { roots.push(element.shadowRoot); gather(element.shadowRoot); }
      }
    };
    gather(document);
    const kind = document.doctype ? `<!DOCTYPE ${document.doctype.name}>\n` : "";
    const html = document.documentElement;
    const name = html.localName, marks = [...html.attributes].map((a) => ` ${a.name}="${a.value.replace(/&/g, "&amp;").replace(/"/g, "&quot;")}"`).join("");
    found.dom = `${kind}<${name}${marks}>${html.getHTML ? html.getHTML({shadowRoots: roots}) : html.innerHTML}</${name}>`;
  }
  return found;
}
