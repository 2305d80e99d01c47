"use strict";
const feed = document.getElementById("feed");
const end = document.getElementById("end");
let next = 0;

async function load() {
  watch.unobserve(end);
  const { text, pictures, last } = await (await fetch(`/feed/${next}.json`)).json();
  next += 1;
  const images = pictures.map((src) => `<img loading="lazy" src="${src}" width="240" height="160" alt="">`);
  feed.insertAdjacentHTML("beforeend", `<article>${text}${images.join("<br>")}</article>`);
  if (last) end.textContent = "That was all.";
  else watch.observe(end);
}

const watch = new IntersectionObserver(
  (entries) => {
    if (entries.some((entry) => entry.isIntersecting)) load();
  },
  { rootMargin: "200px" },
);
watch.observe(end);
