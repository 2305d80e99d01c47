// Fills in what the publisher's template leaves to scripts: reading time and the list of the most read.
const words = document.querySelector("article").textContent.split(/\s+/).length;
const byline = document.querySelector(".byline");
if (byline) byline.append(` \u00b7 ${Math.max(1, Math.round(words / 220))} min read`);
fetch("/static/most-read.json")
  .then((answer) => answer.json())
  .then((titles) => {
    const box = document.createElement("section");
    box.className = "aside";
    box.innerHTML = "<h2>Most read</h2>";
    const list = document.createElement("ol");
    for (const title of titles) list.append(Object.assign(document.createElement("li"), { textContent: title }));
    box.append(list);
    document.querySelector("main").append(box);
  });
