// Refuses consent, closes and hides overlays, one pass at a time; asked by banners.py.
// Every function that does something returns what it did: {kind, target, text, rule}.
const GONE_MS = 900;
const FRAME_GONE_MS = 1500;
const SECOND_LAYER_MS = 1500;
const MOST_ATTEMPTS = 3;

const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
const until = async (condition, ms) => {
  const end = performance.now() + ms;
  for (;;) {
    styles = new Map();
    if (condition()) return true;
    if (performance.now() >= end) return false;
    await sleep(40);
  }
};

// While we press buttons, the page stays where it is: no reload, no link, no form.
let guarding = false;
const guard = () => {
  if (guarding) return;
  guarding = true;
  if (window.navigation) {
    navigation.addEventListener("navigate", (event) => {
      if (event.cancelable && !event.hashChange && !event.destination.sameDocument) event.preventDefault();
    });
  }
  addEventListener("submit", (event) => {
    if (event.target.method !== "dialog") event.preventDefault();
  });
};

const press = (el) => {
  guard();
  const box = el.getBoundingClientRect();
  const details = {
    bubbles: true, cancelable: true, composed: true, button: 0, detail: 1, view: window,
    clientX: box.left + box.width / 2, clientY: box.top + box.height / 2,
  };
  el.dispatchEvent(new PointerEvent("pointerdown", { ...details, pointerType: "mouse", isPrimary: true }));
  el.dispatchEvent(new MouseEvent("mousedown", details));
  el.dispatchEvent(new PointerEvent("pointerup", { ...details, pointerType: "mouse", isPrimary: true }));
  el.dispatchEvent(new MouseEvent("mouseup", details));
  el.click();
};
const escape = () => {
  guard();
  for (const type of ["keydown", "keyup"]) {
    const details = { key: "Escape", code: "Escape", keyCode: 27, which: 27, bubbles: true, cancelable: true, composed: true };
    (document.activeElement || document.body).dispatchEvent(new KeyboardEvent(type, details));
  }
};

const banners = (words, platforms) => {
  const { findings, look, does, label, essential, outside, isConsent, isPromo } = judging(words, platforms);
  const pressed = new WeakSet();
  const attempts = new WeakMap();
  const hides = new WeakMap();
  const settledIn = new WeakSet();
  const leftovers = []; // thanks and the like, hidden after the answer
  let acted = false;
  let framed = [];
  let deferring = false;
  let hostless = [];
  let held = 0;

  const done = (kind, el, text, rule) => {
    acted = true;
    return { kind, target: pathOf(el), text: short(text), rule };
  };
  const tries = (el) => attempts.get(el) || 0;
  const tried = (el) => attempts.set(el, tries(el) + 1);

  // The overlay is away, or asks nothing any more.
  const answered = (finding) => () => {
    if (!covers(finding.el)) return true;
    const now = look(finding.el);
    return !does(now, "refuse", "necessary", "accept", "save", "settings");
  };

  const marked = (finding, what) => {
    const selector = finding.facts[what];
    if (!selector) return null;
    const found = everywhere(finding.el, selector).find((el) => shown(el) && !leaves(el) && !pressed.has(el));
    return found && { el: found, text: wordsOn(found), rule: `${what}:${finding.platform}` };
  };
  const worded = (finding, ...kinds) => {
    for (const kind of kinds) {
      const found = finding.buttons.find((button) => button.kind === kind && shown(button.el) && !pressed.has(button.el));
      if (found) return { el: found.el, text: found.text, rule: `${kind}:${found.language || "any"}` };
    }
    return null;
  };
  const clean = (finding) => !finding.email && !finding.password && !finding.writing;

  const refusal = (finding) => {
    const button = marked(finding, "refuse") || worded(finding, "refuse", "necessary") || worded(finding, "no");
    return button && ((finding.layer !== null && clean(finding)) || !sends(button.el)) ? button : null;
  };

  // In a frame that its page takes away when it is answered, nobody is left to tell what was pressed: there it
  // is pressed after it was told.
  const pressFor = async (finding, button, kind) => {
    const what = done(kind, button.el, button.text, button.rule);
    pressed.add(button.el);
    tried(finding.el);
    if (deferring) setTimeout(() => press(button.el), 0);
    else press(button.el);
    return what;
  };
  const decline = async (finding, button) => {
    const what = await pressFor(finding, button, "consent-refused");
    if (deferring) return what;
    if (!(await until(answered(finding), GONE_MS))) return { ...what, kind: "consent-unanswered" };
    if (covers(finding.el)) settledIn.add(finding.el);
    if (settledIn.has(finding.el) && mayHide(finding)) leftovers.push(hide(finding.el, visibleText(finding.el), "left-over"));
    return what;
  };
  const refuse = async (finding) => {
    const button = refusal(finding);
    return button && decline(finding, button);
  };

  const on = (toggle) => (toggle.localName === "input" ? toggle.checked : toggle.getAttribute("aria-checked") === "true");
  const fixedOn = (toggle) =>
    toggle.disabled || toggle.getAttribute("aria-disabled") === "true" || toggle.getAttribute("aria-readonly") === "true";
  const switchOff = async (toggle) => {
    press(toggle);
    if (on(toggle)) await sleep(30);
    if (!on(toggle) || toggle.localName !== "input") return !on(toggle);
    if (toggle.labels && toggle.labels.length) toggle.labels[0].click();
    return !on(toggle);
  };

  const aboutToggle = (toggle) => {
    const written = [...(toggle.labels || [])].map((each) => visibleText(each, 80)).join(" ");
    const near = toggle.parentElement ? visibleText(toggle.parentElement, 80) : "";
    return [written, toggle.getAttribute("aria-label") || "", toggle.id, toggle.name || "", visibleText(toggle, 80) || near].join(" ");
  };
  // Radio buttons: the one that says no; without one we do not know what the choices mean.
  const choose = (radios) => {
    for (const name of new Set(radios.map((radio) => radio.name))) {
      const group = radios.filter((radio) => radio.name === name);
      const refusing = group.find((radio) => /^(refuse|no|necessary)$/.test((label(labelOf(radio)) || {}).kind || ""));
      if (!refusing) return false;
      if (!refusing.checked) press(refusing);
    }
    return true;
  };
  const labelOf = (field) => (field.labels && field.labels.length ? visibleText(field.labels[0], 80) : field.value);

  // Everything off, then "save my choices"; what cannot be switched off must be what the page needs.
  const save = async (finding) => {
    const known = marked(finding, "save");
    const button = known || worded(finding, "save");
    if (!button || (sends(button.el) && !clean(finding))) return null;
    const toggles = everywhere(finding.el, "input[type='checkbox'], [role='switch'], [role='checkbox']");
    const radios = everywhere(finding.el, "input[type='radio']");
    if (!toggles.length && !radios.length && !(known && opening)) return null;
    guard();
    if (!choose(radios)) return null;
    for (const toggle of toggles) {
      if (!on(toggle) || fixedOn(toggle)) continue;
      if (!(await switchOff(toggle)) && !essential(aboutToggle(toggle))) return null;
    }
    return decline(finding, button);
  };

  let opening = false;
  const open = async (finding) => {
    const button = marked(finding, "settings") || worded(finding, "settings");
    if (!button || sends(button.el)) return null;
    opening = true;
    const before = document.querySelectorAll("iframe").length;
    const what = await pressFor(finding, button, "consent-settings");
    if (!deferring) await until(() => !covers(finding.el) || document.querySelectorAll("iframe").length > before || secondLayer(), SECOND_LAYER_MS);
    return what;
  };
  const secondLayer = () =>
    findings().some((each) => each.topic === "consent" && (refusal(each) || marked(each, "save") || worded(each, "save")));

  const close = async (finding) => {
    const closes = finding.buttons.filter((button) => button.kind === "close");
    const ways = [...closes, ...finding.buttons.filter((button) => /^(later|no|refuse)$/.test(button.kind || ""))];
    const known = marked(finding, "refuse");
    const button = known || ways.find(({ el }) => shown(el) && !sends(el) && !pressed.has(el));
    if (!button) return null;
    const rule = known ? known.rule : `${button.kind}:${button.language || "any"}`;
    const what = { ...(await pressFor(finding, button, "overlay-closed")), text: short(finding.text || button.text), rule };
    if (!deferring) await until(() => !covers(finding.el), GONE_MS);
    return what;
  };
  const closeOtherwise = async (finding) => {
    const target = pathOf(finding.el);
    escape();
    if (await until(() => !covers(finding.el), 250)) {
      return { ...done("overlay-closed", finding.el, finding.text, "escape"), target };
    }
    const box = [finding.el, ...finding.el.querySelectorAll("dialog, [popover]")].find((el) => layerOf(el) === "top");
    if (!box) return null;
    if (box.localName === "dialog" && box.open) box.close();
    else if (box.hidePopover) box.hidePopover();
    return covers(finding.el) ? null : { ...done("overlay-closed", finding.el, finding.text, "top-layer"), target };
  };

  const hide = (el, text, rule) => {
    const what = done("overlay-hidden", el, text, rule);
    const times = (hides.get(el) || 0) + 1;
    hides.set(el, times);
    if (el.localName === "dialog" && el.open) el.close();
    if (times > 1) el.remove();
    else el.style.setProperty("display", "none", "important");
    return what;
  };
  const mayHide = (finding) => finding.layer && (hides.get(finding.el) || 0) < 2 && outside(finding.el, LEAST_OUTSIDE);

  // One pass.  What is refused comes first, what is hidden last, so that nothing is hidden that would have
  // answered.  More passes follow as long as something was done.
  const pass = async () => {
    const probed = probes();
    const found = findings(probed).filter((each) => !settledIn.has(each.el));
    const consents = found.filter((each) => each.topic === "consent" && tries(each.el) < MOST_ATTEMPTS);
    const did = [];
    const first = async (list, act) => {
      for (const finding of list) {
        const what = covers(finding.el) ? await act(finding) : null;
        if (what) return did.push(what);
      }
      return 0;
    };
    const frameless = found.filter((each) => each.topic !== "frame");
    framed = found.filter((each) => each.topic === "frame");
    (await first(consents, refuse)) || (await first(consents, save)) || (await first(consents, open));
    if (!did.length) {
      for (const finding of frameless) if (/^(promo|wall)$/.test(finding.topic)) await shut(finding, did);
    }
    const rest = did.length ? [] : frameless.filter((each) => /^(consent|chat)$/.test(each.topic) && mayHide(each));
    held = framed.length ? rest.length : 0; // a frame may be what answers them
    if (!held) for (const finding of rest) did.push(hide(finding.el, finding.text, why(finding)));
    hostless = did.length ? [] : opaque(probed);
    return report(did);
  };
  const why = (finding) => {
    if (finding.topic === "chat") return "chat";
    return finding.platform ? `no-refusal:${finding.platform}` : "no-refusal";
  };
  const shut = async (finding, did) => {
    if (!covers(finding.el)) return;
    const what = (tries(finding.el) < MOST_ATTEMPTS && (await close(finding))) || null;
    if (what) did.push(what);
    if (!covers(finding.el) || finding.topic === "wall" || (what && tries(finding.el) < 2)) return;
    const otherwise = await closeOtherwise(finding);
    if (otherwise) did.push(otherwise);
    else if (mayHide(finding)) did.push(hide(finding.el, finding.text, "no-close"));
  };

  // How long a banner may still be awaited, in ms; only a page that has just loaded and speaks of one waits.
  const expectation = () => {
    const [entry] = performance.getEntriesByType("navigation");
    const since = entry && entry.loadEventEnd ? performance.now() - entry.loadEventEnd : 0;
    return since < YOUNG_MS && expected() ? YOUNG_MS - since : 0;
  };

  const report = (did) => ({
    did: did.concat(leftovers.splice(0)),
    frames: framed.length,
    held,
    closed: hostless.length,
    wide: wide().length,
    expect: did.length ? 0 : expectation(),
  });
  const wide = () => frames().filter((el) => !framed.some((each) => holds(each.el, el)));

  // In the frame of a consent platform the whole document is the overlay.
  const passAsOverlay = async (patient) => {
    styles = new Map();
    deferring = true;
    const body = document.body;
    const ready = () => document.readyState === "complete" && body && look(body).buttons.length > 0;
    if (patient && body) await until(ready, SECOND_LAYER_MS);
    if (!body) return { did: [], topic: null };
    const known = Object.entries(platforms).find(([, facts]) => facts.refuse && document.querySelector(`${facts.refuse}, ${facts.root}`));
    const finding = { ...look(body), el: body, layer: null, platform: known ? known[0] : null, facts: known ? known[1] : {} };
    const consent = known || isConsent(body, finding);
    const topic = consent ? "consent" : isPromo(body, "fixed", finding) ? "promo" : null;
    if (!topic || tries(body) >= MOST_ATTEMPTS) return { did: [], topic };
    const what = consent ? (await refuse(finding)) || (await save(finding)) || (await open(finding)) : await close(finding);
    return { did: what ? [what] : [], topic };
  };

  const speaks = (index) => Boolean(framed[index].platform) || CONSENT_MARK.test(framed[index].marks);
  const frameAt = (index) => framed[index].frame;
  const wideAt = (index) => wide()[index];
  const hostAt = (index) => hostless[index];
  const openHost = (index, root) => opened.set(hostless[index], root);
  // After a frame has answered: is its overlay gone?  Where it cannot answer, it is hidden.
  const afterFrame = async (index, topic, answeredIt) => {
    const finding = framed[index];
    acted = acted || Boolean(answeredIt);
    if (await until(() => !covers(finding.el), answeredIt ? FRAME_GONE_MS : 0)) return [];
    const about = topic || (speaks(index) ? "consent" : null);
    if (!about || answeredIt === "open" || !mayHide(finding)) {
      if (!answeredIt) settledIn.add(finding.el);
      return [];
    }
    return [hide(finding.el, finding.text || finding.frame.title || "", topic === "promo" ? "no-close" : "no-refusal")];
  };

  // Waits until a pass would find something; false when nothing came within `ms`.
  const watch = (ms) =>
    new Promise((tell) => {
      let timer = 0;
      const end = (came) => {
        observer.disconnect();
        clearTimeout(timer);
        clearTimeout(last);
        tell(came);
      };
      const check = () => {
        timer = 0;
        if (findings().some((each) => !settledIn.has(each.el) && tries(each.el) < MOST_ATTEMPTS)) end(true);
      };
      const observer = new MutationObserver(() => (timer = timer || setTimeout(check, 100)));
      const last = setTimeout(() => {
        check();
        end(false);
      }, ms);
      observer.observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ["class", "style", "open", "hidden"] });
    });

  return {
    pass, passAsOverlay, watch, frameAt, wideAt, hostAt, openHost, afterFrame,
    finish: () => (acted ? unlock(done) : []),
    obey: (rules) => obey(rules, done, until),
    speaks,
    label,
  };
};
