"use strict";
const arriving = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    if (!isIntersecting) continue;
    arriving.unobserve(target);
    const frame = document.createElement("iframe");
    frame.src = target.dataset.frame;
    frame.width = 420;
    frame.height = 210;
    setTimeout(() => target.replaceChildren(frame), 150);
  }
});
document.querySelectorAll("[data-frame]").forEach((place) => arriving.observe(place));
