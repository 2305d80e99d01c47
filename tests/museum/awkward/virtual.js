"use strict";
const HEIGHT = 240;
const COUNT = 60;
const rows = document.getElementById("rows");
const shown = new Map();
rows.style.height = `${HEIGHT * COUNT}px`;

function make(number) {
  const row = document.createElement("div");
  row.style.top = `${number * HEIGHT}px`;
  row.innerHTML = `<h2>Harbour ${number}</h2><img src="/harbour/${number}-240x160.png" alt="">`;
  return row;
}

function render() {
  const top = scrollY - rows.offsetTop;
  const first = Math.max(0, Math.floor(top / HEIGHT) - 1);
  const last = Math.min(COUNT - 1, Math.ceil((top + innerHeight) / HEIGHT) + 1);
  for (const [number, row] of shown) {
    if (number >= first && number <= last) continue;
    row.remove();
    shown.delete(number);
  }
  for (let number = first; number <= last; number += 1) {
    if (shown.has(number)) continue;
    shown.set(number, make(number));
    rows.append(shown.get(number));
  }
}

let asked = false;
addEventListener("scroll", () => {
  if (asked) return;
  asked = true;
  requestAnimationFrame(() => {
    asked = false;
    render();
  });
});
render();
