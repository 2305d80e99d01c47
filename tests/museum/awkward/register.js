"use strict";
navigator.serviceWorker.addEventListener("controllerchange", async () => {
  const { offline } = await (await fetch("/kept/offline.json")).json();
  document.getElementById("state").textContent = `Offline: ${offline}`;
  for (const src of ["/kept/0.png", "/kept/1.png", "/after/controlled.png"]) {
    const image = new Image();
    image.src = src;
    document.body.append(image);
  }
});
navigator.serviceWorker.register("/sw.js");
