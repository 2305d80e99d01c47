"use strict";
const end = document.createElement("p");
document.body.append(end);
let count = 0;
new IntersectionObserver((entries) => {
  if (!entries.some((entry) => entry.isIntersecting)) return;
  count += 1;
  const more = document.createElement("div");
  more.style.height = "2000px";
  more.innerHTML = `<img src="/more/${count}.png" alt="">`;
  end.before(more);
}).observe(end);
