"use strict";
document.querySelector(".asks").addEventListener("toggle", async (event) => {
  const details = event.target;
  if (!details.open || details.dataset.asked) return;
  details.dataset.asked = "yes";
  const image = document.createElement("img");
  image.src = "/folded/asked-when-opened.png";
  details.append(image);
});
