"use strict";
const filling = new IntersectionObserver((entries) => {
  for (const entry of entries.filter((each) => each.isIntersecting)) {
    entry.target.src = entry.target.dataset.src;
    filling.unobserve(entry.target);
  }
});
document.querySelectorAll("img[data-src]").forEach((image) => filling.observe(image));

const end = document.getElementById("end");
let next = 0;
let loading = false;
let last = false;

async function loadMore() {
  loading = true;
  const answer = await fetch(`/more/${next}.json`);
  const { html, last: isLast } = await answer.json();
  const load = document.createElement("div");
  load.className = "load";
  load.innerHTML = html;
  document.getElementById("more").append(load);
  next += 1;
  last = isLast;
  loading = false;
}

const reaching = new IntersectionObserver((entries) => {
  if (entries.some((entry) => entry.isIntersecting) && !loading && !last) loadMore();
});
reaching.observe(end);
