// What an overlay is.  judging(words, platforms) makes judge(el, layer) -> finding:
//   {el, layer, topic: "consent" | "promo" | "wall" | "chat" | "frame" | null, platform, buttons, text, ...}
const BUTTONS = "button, [role='button'], input[type='button'], input[type='submit'], a, [onclick], [tabindex]";
const LEAST_SHARE = 0.03;
const LEAST_BANNER = 0.015;
const LEAST_PROSE = 8;
const LEAST_OUTSIDE = 200;

const leaves = (el) => {
  if (el.localName !== "a" && el.localName !== "area") return false;
  const href = (el.getAttribute("href") || "").trim();
  return !(href === "" || href.startsWith("#") || /^javascript:/i.test(href));
};
// Pressing it would send a form (what has method=dialog only closes).
const sends = (el) => {
  const form = el.form || (el.closest && el.closest("form"));
  if (!form || form.method === "dialog") return false;
  return (el.localName === "button" && el.type === "submit") || (el.localName === "input" && /^(submit|image)$/.test(el.type));
};
const pressable = (el) => {
  if (el.disabled || el.getAttribute("aria-disabled") === "true" || leaves(el)) return false;
  if (matches(el, "button, a, [role='button'], input[type='button'], input[type='submit'], [onclick]")) return true;
  if (matches(el, "input, select, textarea, label, option, form, summary, iframe, video, audio, dialog")) return false;
  if (matches(el, "[role='dialog'], [role='alertdialog'], [role='switch'], [role='checkbox'], [role='tab']")) return false;
  const parent = parentOf(el);
  return css(el).cursor === "pointer" && (!parent || css(parent).cursor !== "pointer");
};
const wordsOn = (el) => {
  const text = el.localName === "input" ? el.value : visibleText(el, 100);
  if (/[\p{L}\p{N}]{2}/u.test(text)) return text;
  const named = el.getAttribute("aria-label") || el.title || (el.querySelector && (el.querySelector("[aria-label]") || el).getAttribute("aria-label"));
  const image = el.querySelector && el.querySelector("img[alt]");
  return named || (image && image.alt) || text;
};
const marksOf = (el) =>
  [el.localName.includes("-") ? el.localName : "", el.id, el.getAttribute("class") || "", el.getAttribute("aria-label") || "", el.getAttribute("data-testid") || ""].join(" ");

const judging = (words, platforms) => {
  const { label, topics, essential } = labels(words);
  const names = Object.entries(platforms);
  const platformAt = (el) => names.find(([, facts]) => matches(el, facts.root));

  const buttonOf = (el) => {
    const written = wordsOn(el);
    const said = label(written);
    const marked = CLOSE_MARK.test(marksOf(el)) || matches(el, "[data-dismiss], [data-bs-dismiss], [data-micromodal-close]");
    const bare = !/[\p{L}\p{N}]{2}/u.test(written);
    return { el, text: written, kind: said ? said.kind : marked && bare ? "close" : null, language: said ? said.language : "" };
  };

  // One walk over the overlay for all that is asked of it.
  const look = (el) => {
    const seen = { buttons: [], links: 0, linked: 0, furniture: 0, fields: 0, email: false, password: false, writing: false, frames: [], picture: 0, marks: marksOf(el), toggles: [], dialog: false };
    let marked = 0;
    walk(el, (node) => {
      if (node.nodeType === Node.TEXT_NODE) return true;
      if (node !== el && marked++ < 12) seen.marks += " " + marksOf(node);
      if (matches(node, DIALOGS)) seen.dialog = true;
      const name = node.localName;
      if (name === "a" && leaves(node)) {
        seen.links++;
        seen.linked += node.textContent.trim().length;
      }
      else if (name === "textarea" || node.isContentEditable) seen.writing = true;
      else if (name === "iframe") seen.frames.push(node);
      else if (name === "input") field(node, seen);
      else if (/^(switch|checkbox)$/.test(node.getAttribute("role") || "")) seen.toggles.push(node);
      if (/^(img|picture|video|canvas|svg)$/.test(name)) seen.picture = Math.max(seen.picture, share(node));
      if (node !== el && matches(node, FURNITURE)) seen.furniture += node.querySelectorAll("a[href]").length;
      if (seen.buttons.length < 80 && node !== el && pressable(node) && !hidden(node)) seen.buttons.push(node);
      return true;
    });
    seen.buttons = seen.buttons.map(buttonOf);
    seen.text = visibleText(el);
    seen.prose = seen.text.length - seen.linked - seen.buttons.reduce((sum, { text }) => sum + text.length, 0);
    seen.topics = topics(seen.text);
    return seen;
  };
  const field = (node, seen) => {
    if (/^(checkbox|radio)$/.test(node.type)) seen.toggles.push(node);
    else if (node.type === "password") seen.password = true;
    else if (node.type === "email" || /e-?mail/i.test(node.name + node.id + node.placeholder)) seen.email = true;
    if (/^(text|search|email|password|tel|url|number)$/.test(node.type)) seen.fields++;
  };

  const does = (seen, ...kinds) => seen.buttons.some((button) => kinds.includes(button.kind));
  const furniture = (el, seen) => matches(el, FURNITURE) || seen.furniture >= 4 || seen.links > 12;

  const isConsent = (el, seen) => {
    const { cookie, consent } = seen.topics;
    const mark = CONSENT_MARK.test(seen.marks);
    const choice = does(seen, "refuse", "necessary", "accept", "settings", "save");
    // A banner explains itself; a list of links and buttons is a menu.
    if (!choice || seen.prose < LEAST_PROSE || seen.password || seen.writing || !(cookie || mark || consent >= 2)) return false;
    const score = (cookie ? 2 : 0) + Math.min(consent, 2) + (mark ? 2 : 0) +
      (does(seen, "refuse", "necessary") ? 2 : 0) + (does(seen, "accept") ? 1 : 0) + (does(seen, "settings", "save") ? 1 : 0);
    const spoken = consent > 0 || mark || does(seen, "refuse", "necessary");
    return (cookie || consent) > 0 && spoken && score >= 4;
  };

  const isPromo = (el, layer, seen) => {
    if (!seen.topics.promo || layer === "sticky" || furniture(el, seen) || seen.password || seen.writing) return false;
    if (seen.picture >= 0.5 * share(el) && !seen.email && !does(seen, "later", "no", "refuse")) return false;
    const signs = [
      seen.email, does(seen, "close", "later", "no", "refuse"), PROMO_MARK.test(seen.marks), layer === "top" || seen.dialog,
      share(el) >= 0.85, seen.topics.promo >= 2,
    ];
    return signs.filter(Boolean).length >= 2;
  };

  const isWall = (el, seen) => (seen.topics.wall > 0 || seen.password) && seen.dialog && does(seen, "close", "later", "no", "refuse");

  const frameIn = (el, seen) => {
    const frame = el.localName === "iframe" ? el : seen.frames.find((each) => share(each) >= 0.6 * Math.min(covers(el), 1));
    return frame && seen.text.length < 80 ? frame : null;
  };

  // Whether the page's own text is in this element, or is all there is.  Consent may be refused on a page that
  // shows nothing else.
  const isPage = (el) => everywhere(el, CONTENT).some((content) => visibleText(content, 400).length >= 300);
  const isMost = (el, seen) => !outside(el, Math.max(seen.text.length, LEAST_OUTSIDE));
  const outside = (el, least) => visibleText(document.body, least, el, 20000).length >= least;

  const judge = (el, layer) => {
    const known = chainOf(el).map(platformAt).find(Boolean) || null;
    if (covers(el) <= 0 || (!known && isPage(el))) return { el, topic: null };
    const seen = look(el);
    const finding = { ...seen, el, layer, platform: known ? known[0] : null, facts: known ? known[1] : {}, topic: null, frame: null };
    const topic = known ? known[1].topic || "consent" : null;
    if (topic === "chat") finding.topic = covers(el) >= 0.04 ? "chat" : null;
    else if ((finding.frame = frameIn(el, seen))) finding.topic = "frame";
    else if (topic === "consent" && seen.buttons.length && covers(el) >= LEAST_BANNER) finding.topic = "consent";
    else if (layer !== "absolute" && furniture(el, seen) && !topic) finding.topic = null;
    else if (covers(el) >= LEAST_BANNER && isConsent(el, seen)) finding.topic = "consent";
    else if (topic === "promo" || (share(el) >= LEAST_SHARE && isPromo(el, layer, seen))) finding.topic = "promo";
    else if (isWall(el, seen)) finding.topic = "wall";
    if (/^(promo|wall)$/.test(finding.topic || "") && !known && isMost(el, seen)) finding.topic = null;
    return finding;
  };

  // A banner that stands in the page's own flow, as on the sites of some governments.
  const inFlow = () => {
    const found = [];
    for (const el of [...document.querySelectorAll(CONSENT_HINT)].slice(0, 40)) {
      if (el.closest(CONTENT) || found.some((each) => holds(each.el, el)) || !inWindow(el) || hidden(el)) continue;
      const seen = look(el);
      if (seen.text.length > 1500 || !does(seen, "refuse", "necessary") || !does(seen, "accept") || !isConsent(el, seen)) continue;
      found.push({ ...seen, el, layer: null, platform: null, facts: {}, topic: "consent", frame: null });
    }
    return found;
  };

  // All overlays that something is to be done about; what lies inside of one is not looked at again.
  const findings = (probed) => {
    styles = new Map();
    const found = [];
    for (const [el, layer] of layers(probed)) {
      if (found.some((each) => holds(each.el, el))) continue;
      const finding = judge(el, layer);
      if (finding.topic) found.push(finding);
    }
    found.push(...inFlow().filter((each) => !found.some((other) => holds(other.el, each.el) || holds(each.el, other.el))));
    return found;
  };
  return { findings, look, does, label, essential, outside, isConsent, isPromo };
};
