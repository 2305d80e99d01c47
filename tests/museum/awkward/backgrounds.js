"use strict";
for (const scroller of document.querySelectorAll("[data-scroller]")) {
  const seen = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        if (!isIntersecting) continue;
        target.style.backgroundImage = `url(${target.dataset.bg})`;
        seen.unobserve(target);
      }
    },
    { root: scroller },
  );
  scroller.querySelectorAll(":scope > [data-bg]").forEach((card) => seen.observe(card));
}
