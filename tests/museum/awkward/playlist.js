"use strict";
const tracks = [...document.querySelectorAll("li[data-src]")].map((item) => item.dataset.src);
const player = document.querySelector("audio");
let playing = 0;
player.src = tracks[0];
player.addEventListener("ended", () => {
  playing += 1;
  if (playing === tracks.length) return;
  player.src = tracks[playing];
  player.play();
});
