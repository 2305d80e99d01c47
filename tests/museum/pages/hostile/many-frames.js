"use strict";
for (let number = 0; number < 10000; number += 1) {
  const frame = document.createElement("iframe");
  frame.src = `/leaf.html?${number}`;
  frame.width = frame.height = 30;
  document.body.append(frame);
}
