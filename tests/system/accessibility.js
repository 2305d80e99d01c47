// What a person who does not see the page, or does not point at it, would complain of.  Returns sentences.
() => {
  const complaints = [];
  const say = (text, element) => complaints.push(text + (element ? `: ${element.outerHTML.slice(0, 120)}` : ""));
  const shown = (element) => element.checkVisibility({ checkVisibilityCSS: true }) && element.getClientRects().length > 0;
  const all = (selector) => [...document.querySelectorAll(selector)];

  if (!document.documentElement.lang) say("the page has no language");
  if (!document.title.trim()) say("the page has no title");
  if (all("main").length !== 1) say(`${all("main").length} main landmarks`);
  if (all("h1").length !== 1) say(`${all("h1").length} first headings`);
  let level = 0;
  for (const heading of all("h1,h2,h3,h4,h5,h6")) {
    const next = Number(heading.tagName[1]);
    if (next > level + 1) say(`a heading of level ${next} after ${level}`, heading);
    if (!heading.textContent.trim()) say("an empty heading", heading);
    level = next;
  }
  const navs = all("nav, aside, [role=region]").map((nav) => nav.getAttribute("aria-label") || nav.getAttribute("aria-labelledby"));
  if (navs.some((name) => !name)) say("a landmark without a name");
  if (new Set(navs).size !== navs.length) say(`landmarks of one name: ${navs}`);
  const ids = all("[id]").map((element) => element.id);
  for (const id of ids.filter((each, place) => ids.indexOf(each) !== place)) say(`the id ${id} twice`);
  for (const element of all("[aria-labelledby]"))
    if (!document.getElementById(element.getAttribute("aria-labelledby"))) say("labelled by nothing", element);

  const nameOf = (element) =>
    (element.getAttribute("aria-label") || (element.labels && [...element.labels].map((label) => label.textContent).join(" ")) ||
      element.getAttribute("title") || element.textContent || [...element.querySelectorAll("img")].map((img) => img.alt).join(" ")).trim();
  for (const control of all("a[href], button, input:not([type=hidden]), select, textarea, summary, iframe")) {
    if (!shown(control) || control.closest("[aria-hidden=true]")) continue;
    if (!nameOf(control)) say("a control without a name", control);
    const box = control.getBoundingClientRect();
    if (/BUTTON|INPUT|SELECT/.test(control.tagName) && (box.width < 24 || box.height < 24)) say("a control too small", control);
  }
  for (const image of all("img")) if (!image.hasAttribute("alt")) say("a picture without words", image);
  for (const element of all("[tabindex]")) if (element.tabIndex > 0) say("an order of its own", element);
  for (const element of all("[aria-hidden=true] :is(a[href], button, input, select), [aria-hidden=true]:is(a[href])"))
    if (element.tabIndex >= 0) say("hidden, and in the order of Tab", element);
  for (const element of all("[lang]"))
    if (!/^[a-zA-Z]{2,8}(-[a-zA-Z0-9]{1,8})*$/.test(element.lang)) say("no language", element);

  const parse = (text) => { const [r, g, b, a = 1] = text.match(/[\d.]+/g).map(Number); return { r, g, b, a }; };
  const over = (top, under) => ({ r: top.r * top.a + under.r * (1 - top.a), g: top.g * top.a + under.g * (1 - top.a), b: top.b * top.a + under.b * (1 - top.a), a: 1 });
  const ground = (element) => {
    const layers = [];
    for (let at = element; at; at = at.parentElement) layers.push(parse(getComputedStyle(at).backgroundColor));
    return layers.reverse().reduce((under, top) => over(top, under), { r: 255, g: 255, b: 255, a: 1 });
  };
  const light = ({ r, g, b }) => {
    const [x, y, z] = [r, g, b].map((value) => value / 255).map((value) => (value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const seen = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.textContent.trim() || seen.has(element) || !shown(element) || element.closest(".skip")) continue;
    seen.add(element);
    const style = getComputedStyle(element);
    const under = ground(element);
    const [one, two] = [light(over(parse(style.color), under)), light(under)].sort((a, b) => b - a);
    const ratio = (one + 0.05) / (two + 0.05);
    const size = parseFloat(style.fontSize);
    const wanted = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700) ? 3 : 4.5;
    if (ratio < wanted) say(`contrast ${ratio.toFixed(2)} of ${wanted}`, element);
  }
  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth) say(`it is ${root.scrollWidth} wide in a window of ${root.clientWidth}`);
  return complaints;
}
