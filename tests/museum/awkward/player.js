"use strict";
async function lines(address) {
  const body = await (await fetch(address)).text();
  return body.split("\n").filter((line) => line && !line.startsWith("#")).map((line) => new URL(line, address).href);
}

async function play(video) {
  const [film] = await lines(new URL(video.dataset.playlist, location.href));
  const pieces = await lines(film);
  const source = new MediaSource();
  video.src = URL.createObjectURL(source);
  await new Promise((open) => source.addEventListener("sourceopen", open, { once: true }));
  const buffer = source.addSourceBuffer('video/webm; codecs="vp8"');
  for (const piece of pieces) {
    const bytes = await (await fetch(piece)).arrayBuffer();
    const taken = new Promise((done) => buffer.addEventListener("updateend", done, { once: true }));
    buffer.appendBuffer(bytes);
    await taken;
    await new Promise((ready) => setTimeout(ready, 300));
  }
}

const seen = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    if (!isIntersecting) continue;
    seen.unobserve(target);
    play(target);
  }
});
document.querySelectorAll("[data-playlist]").forEach((video) => seen.observe(video));
