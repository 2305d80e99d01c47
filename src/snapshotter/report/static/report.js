// Shows the rows that fit; without it all of them are shown.
(() => {
  const form = document.getElementById("filter");
  if (!form) return;
  const words = document.getElementById("words");
  const verdict = document.getElementById("verdict");
  const status = form.querySelector("[role=status]");
  const rows = [...document.querySelectorAll("tr[data-citation]")];
  const texts = new Map();
  const textOf = (row) => {
    if (!texts.has(row)) texts.set(row, `${row.textContent} ${row.dataset.post}`.toLowerCase());
    return texts.get(row);
  };
  const show = () => {
    const needles = words.value.toLowerCase().split(/\s+/).filter(Boolean);
    const asked = needles.length > 0 || verdict.value !== "";
    let shown = 0;
    for (const row of rows) {
      const fits = (!verdict.value || row.dataset.verdict === verdict.value) && needles.every((each) => textOf(row).includes(each));
      row.hidden = !fits;
      shown += fits;
    }
    for (const section of document.querySelectorAll("section.group")) section.hidden = asked && !section.querySelector("tr[data-citation]:not([hidden])");
    for (const section of document.querySelectorAll("section.overview")) section.hidden = asked;
    status.textContent = asked ? `${shown} of ${rows.length} shown` : "";
  };
  let waiting = 0;
  const soon = () => { clearTimeout(waiting); waiting = setTimeout(show, 150); };
  words.addEventListener("input", soon);
  verdict.addEventListener("change", show);
  form.addEventListener("submit", (event) => { event.preventDefault(); show(); });
  form.hidden = false;
})();
