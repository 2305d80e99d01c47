/* Scroll a stretch of the page in steps of most of a window, each drawn before the next.

   Takes {steps, pixels, ms, inner, again}; with `again` the end is left and come to once more, since an
   observer may have missed the first time.  Returns where that ended.  The scroller is the document, or the
   largest element that scrolls where the document does not.  */
async ({steps, pixels, ms, inner, again}) => {
  const began = performance.now();
  // Two frames, and out of the second one: observers see the end of the page go before we are there again.
  const frame = () => new Promise((done) => {
    const timer = setTimeout(done, 400);
    requestAnimationFrame(() => requestAnimationFrame(() => { clearTimeout(timer); setTimeout(done, 0); }));
  });
  const root = document.scrollingElement || document.documentElement;
  const scrolls = (element) => {
    if (element.scrollHeight <= element.clientHeight + 50) return false;
    return /auto|scroll|overlay/.test(getComputedStyle(element).overflowY);
  };
  const main = () => {
    if (root.scrollHeight > innerHeight + 50) return root;
    let best = null, area = innerWidth * innerHeight * 0.3;
    for (const element of document.querySelectorAll("body, body div, main, section, article, ul, ol")) {
      const size = element.clientWidth * element.clientHeight;
      if (size > area && scrolls(element)) { best = element; area = size; }
    }
    return best || root;
  };
  const scroller = main();
  const height = () => (scroller === root ? innerHeight : scroller.clientHeight);
  const to = (top) => scroller.scrollTo({top, behavior: "instant"});
  const past = (globalThis.past ||= new WeakSet());
  let gone = 0;
  const innards = async () => {
    for (const element of document.querySelectorAll("div, ul, ol, section, nav, table")) {
      if (gone >= inner) return;
      if (past.has(element) || element === scroller || element.contains(scroller)) continue;
      const wide = element.scrollWidth > element.clientWidth * 1.2, tall = element.scrollHeight > element.clientHeight * 1.2;
      if (!(wide || tall) || element.clientHeight < 80 || element.clientWidth < 160) continue;
      const box = element.getBoundingClientRect();
      if (box.bottom < 0 || box.top > innerHeight) continue;
      const style = getComputedStyle(element);
      const along = wide && /auto|scroll/.test(style.overflowX), down = tall && /auto|scroll/.test(style.overflowY);
      if (!(along || down)) continue;
      past.add(element);
      gone++;
      const [left, top] = [element.scrollLeft, element.scrollTop];
      for (let step = 0; step < 20; step++) {
        const [x, y] = [element.scrollLeft, element.scrollTop];
        element.scrollBy({left: along ? element.clientWidth * 0.9 : 0, top: down ? element.clientHeight * 0.9 : 0, behavior: "instant"});
        await frame();
        if ((element.scrollLeft === x && element.scrollTop === y) || performance.now() - began > ms) break;
      }
      element.scrollTo({left, top, behavior: "instant"});
    }
  };
  let made = 0;
  if (again) {
    to(Math.max(scroller.scrollTop - height() * 0.9, 0));
    await frame();
  }
  while (made < steps && scroller.scrollTop < pixels && performance.now() - began < ms) {
    if (inner) await innards();
    const before = scroller.scrollTop;
    to(before + height() * 0.9);
    await frame();
    made++;
    if (Math.abs(scroller.scrollTop - before) < 1) break;
  }
  const bottom = scroller.scrollTop + height() >= scroller.scrollHeight - 2;
  return {steps: made, top: Math.round(scroller.scrollTop), height: scroller.scrollHeight,
          bottom, window: height(), inner: gone};
}
