"use strict";
for (const list of document.querySelectorAll("[data-list]")) {
  const button = list.querySelector(".more");
  let next = 0;
  button.addEventListener("click", async () => {
    button.disabled = true;
    const { pictures, last } = await (await fetch(`/more/${list.dataset.list}/${next}.json`)).json();
    next += 1;
    for (const src of pictures) {
      list.querySelector(".items").insertAdjacentHTML("beforeend", `<p><img src="${src}" alt=""></p>`);
    }
    button.disabled = false;
    if (last) button.remove();
  });
}
