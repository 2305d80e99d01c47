/* Open every <details>, and press one load-more button.

   Nothing is pressed that can lead away: no link with an address, no button that sends a form; a
   navigation that a button starts all the same is cancelled.  A button is pressed again only if the page
   grew by its last press.  */
async ({words, press}) => {
  const pressed = (globalThis.pressed ||= new WeakMap());
  let opened = 0;
  for (const element of document.querySelectorAll("details:not([open])")) {
    if (opened >= 500) break;
    element.open = true;
    opened++;
  }
  if (!press || !document.body) return {opened, pressed: null};
  const more = new RegExp(words, "iu");
  const size = () => document.body.innerText.length + 1000 * document.images.length;
  const leads = (element) => {
    if (element.form && (element.type === "submit" || element.type === "image")) return true;
    if (element.disabled || element.getAttribute("aria-disabled") === "true") return true;
    const link = element.closest("a[href]");
    return link !== null && !/^(#|javascript:|$)/i.test(link.getAttribute("href").trim());
  };
  const shown = (element) => {
    const box = element.getBoundingClientRect();
    return box.width > 8 && box.height > 8 && element.checkVisibility({opacityProperty: true, visibilityProperty: true});
  };
  const name = (element) =>
    (element.innerText || element.value || element.getAttribute("aria-label") || "").trim().replace(/\s+/g, " ");
  const kinds = "button, [role=button], a:not([href]), a[href^='#'], a[href^='javascript:'], input[type=button]";
  let now = null;
  for (const element of document.querySelectorAll(kinds)) {
    const text = name(element);
    if (!text || text.length > 60 || !more.test(text) || leads(element) || !shown(element)) continue;
    if (element.closest("nav, header, [role=navigation], [role=dialog], dialog, [role=menu]")) continue;
    now ??= size();
    if (pressed.get(element) >= now) continue;
    pressed.set(element, now);
    const stay = (event) => {
      if (event.cancelable && !event.destination.sameDocument) event.preventDefault();
    };
    const listens = globalThis.navigation;
    if (listens) listens.addEventListener("navigate", stay);
    element.scrollIntoView({block: "center", behavior: "instant"});
    element.click();
    await new Promise((done) => setTimeout(done, 50));
    if (listens) listens.removeEventListener("navigate", stay);
    return {opened, pressed: text.slice(0, 60)};
  }
  return {opened, pressed: null};
}
