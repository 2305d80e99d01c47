"use strict";
const end = document.getElementById("end");
let after = 0;
let asking = false;

async function ask() {
  asking = true;
  const query = { query: "query More($after: Int) { more(after: $after) }", variables: { after } };
  const answer = await fetch("/api/query", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(query),
  });
  const { picture, text, next } = await answer.json();
  document
    .getElementById("list")
    .insertAdjacentHTML("beforeend", `<div style="height: 700px">${text}<img src="${picture}" alt=""></div>`);
  after = next;
  asking = false;
  askWhenNear();
}

function askWhenNear() {
  const isNear = end.getBoundingClientRect().top < innerHeight + 100;
  if (isNear && !asking && after !== null) ask();
}

addEventListener("scroll", askWhenNear);
askWhenNear();
