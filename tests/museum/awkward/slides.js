"use strict";
const slides = [...document.querySelectorAll(".slide")];
let shown = -1;

function turn() {
  if (shown >= 0) slides[shown].hidden = true;
  shown += 1;
  slides[shown].hidden = false;
  slides[shown].src = slides[shown].dataset.src;
  document.querySelector(".next").disabled = shown === slides.length - 1;
}
document.querySelector(".next").addEventListener("click", turn);
turn();

const strip = document.querySelector(".strip");
document.querySelector(".along").addEventListener("click", ({ target }) => {
  strip.scrollLeft += 600;
  target.disabled = strip.scrollLeft + strip.clientWidth >= strip.scrollWidth - 1;
});
