"use strict";
for (let number = 0; number < 2; number += 1) {
  const frame = document.createElement("iframe");
  frame.src = `/?${location.search.slice(1)}${number}`;
  document.body.append(frame);
}
