// Conveniences; every page works without them.
"use strict";
(() => {
  // How many requests of the replayed page found nothing, or were kept from the live web.
  const told = document.querySelector("[data-counts]");
  const frame = document.querySelector("iframe.replay");
  if (told && frame) {
    let waiting = 0;
    const ask = async () => {
      waiting = 0;
      const answer = await fetch(told.dataset.counts, { cache: "no-store" });
      if (!answer.ok) return;
      const { misses, blocked } = await answer.json();
      const parts = [];
      if (blocked) parts.push(`${blocked} ${blocked === 1 ? "request" : "requests"} to the live web blocked`);
      if (misses) parts.push(`${misses} not in the archive`);
      const text = parts.join(" · ") || "nothing was asked of the live web";
      if (told.textContent !== text) told.textContent = text;
      told.hidden = false;
    };
    const soon = () => { waiting ||= setTimeout(() => ask().catch(() => {}), 400); };
    frame.addEventListener("load", soon);
    setInterval(() => { if (!document.hidden) soon(); }, 3000);
    soon();
  }
  // Quoted words in the replayed page: its frame is asked to show them, since an address cannot make it
  // (browsers keep text directives from frames of other origins).  Where it does not answer, or does not find
  // them, the link goes where it leads anyway: to the stored text.
  let number = 0;
  const show = async (link) => {
    const { exact, prefix, suffix } = link.dataset;
    const request = `show-${(number += 1)}`;
    const answered = new Promise((resolve) => {
      const listen = (event) => {
        if (event.source !== frame.contentWindow || event.data?.request !== request) return;
        removeEventListener("message", listen);
        resolve(event.data.shown === true);
      };
      addEventListener("message", listen);
      setTimeout(() => { removeEventListener("message", listen); resolve(false); }, 1500);
    });
    frame.contentWindow.postMessage({ snapshotter: "show", request, exact, prefix, suffix }, "*");
    if (await answered) frame.scrollIntoView({ block: "nearest" });
    else location.assign(link.href);
  };
  for (const link of frame ? document.querySelectorAll("a[data-exact]") : [])
    link.addEventListener("click", (event) => { event.preventDefault(); show(link); });
  // The words that were asked for get the focus, for those who do not see them light up.
  const jump = () => {
    const mark = location.hash.startsWith("#quote-") && document.getElementById(location.hash.slice(1));
    if (mark) mark.focus({ preventScroll: true });
  };
  addEventListener("hashchange", jump);
  jump();
})();
