// The user's rules: [{click, hide, remove, wait_ms, name}], each a list of selectors; " >>> " enters shadow roots.
const reach = (selector) => {
  let scopes = [document];
  for (const part of selector.split(">>>")) {
    const found = scopes.flatMap((scope) => [...scope.querySelectorAll(part.trim())]);
    scopes = found.map(rootIn).filter(Boolean);
    if (!scopes.length) scopes = [];
    reach.found = found;
  }
  return reach.found;
};

const obey = async (rules, done, until) => {
  const did = [];
  const invalid = [];
  for (const rule of rules) {
    const all = [...rule.click, ...rule.hide, ...rule.remove].filter((selector) => {
      try {
        reach(selector);
        return true;
      } catch {
        invalid.push(selector);
        return false;
      }
    });
    if (rule.wait_ms) await until(() => all.some((selector) => reach(selector).some(shown)), rule.wait_ms);
    const each = (selectors) => selectors.filter((selector) => all.includes(selector)).flatMap(reach);
    for (const el of each(rule.click)) {
      if (!shown(el)) continue;
      did.push(done("user-rule", el, wordsOn(el), `click ${rule.name}`));
      press(el);
    }
    for (const el of each(rule.hide)) {
      if (!covers(el) && !shown(el)) continue;
      did.push(done("user-rule", el, visibleText(el, 120), `hide ${rule.name}`));
      el.style.setProperty("display", "none", "important");
    }
    for (const el of each(rule.remove)) {
      did.push(done("user-rule", el, visibleText(el, 120), `remove ${rule.name}`));
      el.remove();
    }
  }
  return { did, invalid };
};
