"use strict";
setTimeout(() => {
  const kept = [];
  while (true) kept.push(new Array(1e6).fill(kept.length + 0.5));
}, 50);
