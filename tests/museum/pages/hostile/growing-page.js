"use strict";
setInterval(() => {
  const more = document.createElement("div");
  more.style.height = "3000px";
  more.innerHTML = "<p><b>More</b> of it.</p>".repeat(200);
  document.body.append(more);
}, 20);
