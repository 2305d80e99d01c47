/* How much of the window lies under something fixed on top, and the words that stand there. */
() => {
  const seen = new Map();
  let hits = 0, points = 0;
  const above = (element) => {
    for (let each = element; each && each !== document.body && each !== document.documentElement; ) {
      const place = getComputedStyle(each).position;
      if (place === "fixed" || (each.localName === "dialog" && each.open)) return each;
      each = each.parentElement || (each.getRootNode() instanceof ShadowRoot ? each.getRootNode().host : null);
    }
    return null;
  };
  for (let row = 0; row < 7; row++) {
    for (let column = 0; column < 7; column++) {
      points++;
      const [x, y] = [(column + 0.5) * innerWidth / 7, (row + 0.5) * innerHeight / 7];
      let at = document.elementFromPoint(x, y);
      for (let inner; at && at.shadowRoot && (inner = at.shadowRoot.elementFromPoint(x, y)) && inner !== at; ) at = inner;
      const top = at && above(at);
      if (!top) continue;
      hits++;
      seen.set(top, (seen.get(top) || 0) + 1);
    }
  }
  const largest = [...seen].sort((one, other) => other[1] - one[1]).slice(0, 3).map(([element]) => element);
  const words = largest.map((element) => element.innerText || "").join(" ").replace(/\s+/g, " ").trim();
  return {ratio: hits / points, text: words.slice(0, 2000)};
}
