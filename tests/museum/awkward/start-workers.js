"use strict";
function show({ data }) {
  const image = new Image();
  image.src = data.picture;
  document.body.append(image);
}
const inline = `fetch("${location.origin}/found/blob.json").then((answer) => answer.json()).then((found) => postMessage(found));`;
const blob = URL.createObjectURL(new Blob([inline], { type: "text/javascript" }));
new Worker("/worker.js").onmessage = show;
new Worker("/worker.mjs", { type: "module" }).onmessage = show;
new Worker(blob).onmessage = show;
new SharedWorker("/shared.js").port.onmessage = show;
