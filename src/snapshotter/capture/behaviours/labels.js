// What words mean.  labels(index) makes, of the index that banner_words.py makes of words.toml:
//   label(text)   what a button does: {kind, language} or null; kinds as in words.toml, and "necessary"
//   essential(text)
//   topics(text)  how many different words of cookie, consent, promo and wall a text holds
const UNSPACED = /[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]/;
const LONGEST_LABEL = 90;
const MOST_TOKENS = 12;
const LONGEST_STEM = 24;

// Capitals and marks off, alike for the words and for what stands on the page.
const plain = (text) =>
  text.toLowerCase().normalize("NFKD").replace(/[\u0300-\u036f]/g, "").normalize("NFC")
    .replace(/\u0131/g, "i").replace(/n['\u2019]t(?![\p{L}])/gu, "nt");
// Runs of scripts without spaces are tokens of their own, so that "cookie" is found between them.
const TOKENS = new RegExp(`${UNSPACED.source}+|(?:(?!${UNSPACED.source})[\\p{L}\\p{M}\\p{N}])+`, "gu");
const tokensOf = (text) => text.match(TOKENS) || [];

const fits = (part, token) => (part.endsWith("*") ? token.startsWith(part.slice(0, -1)) : token === part);
const NONE = [];
// What a table holds under a key: [rest, meanings] of every phrase.
const under = (table, key) =>
  Object.hasOwn(table, key) ? table[key].split("|").map((entry) => entry.split("=")) : NONE;

// The phrases that begin at tokens[at].
const begin = (index, tokens, at) => {
  const found = [];
  const consider = (first, entries) => {
    for (const [rest, meanings] of entries) {
      const parts = rest ? rest.split(" ") : NONE;
      if (at + parts.length >= tokens.length) continue;
      if (!parts.every((part, i) => fits(part, tokens[at + 1 + i]))) continue;
      found.push({ at, size: parts.length + 1, phrase: `${first} ${rest}`, meanings });
    }
  };
  const token = tokens[at];
  consider(token, under(index.whole, token));
  for (let i = 2; i <= token.length && i <= LONGEST_STEM; i++) {
    const stem = token.slice(0, i);
    consider(stem + "*", under(index.stems, stem));
  }
  return found;
};

// Every phrase of a text: {at, size, phrase, meanings}, places in tokens or, without spaces, in characters.
const allIn = (index, text) => {
  const found = [];
  const tokens = tokensOf(text);
  tokens.forEach((_, at) => found.push(...begin(index, tokens, at)));
  if (!UNSPACED.test(text)) return found;
  for (let at = 0; at < text.length; at++) {
    for (const [rest, meanings] of under(index.unspaced, text[at])) {
      if (text.startsWith(rest, at + 1)) found.push({ at, size: rest.length + 1, phrase: text[at] + rest, meanings, unspaced: true });
    }
  }
  return found;
};
// Those that do not lie in longer ones; alike long and overlapping, the first.
const longestIn = (index, text) => {
  const taken = { true: new Set(), false: new Set() };
  return allIn(index, text).sort((one, other) => other.size - one.size).filter((found) => {
    const used = taken[Boolean(found.unspaced)];
    const places = Array.from({ length: found.size }, (_, i) => found.at + i);
    const same = (each) => each.at === found.at && each.size === found.size;
    if (places.some((place) => used.has(place)) && !(taken.last || []).some(same)) return false;
    places.forEach((place) => used.add(place));
    (taken.last = taken.last || []).push(found);
    return true;
  });
};
const meaningsOf = (index, meanings) =>
  meanings.split(" ").map((meaning) => {
    const [category, language] = meaning.split(".");
    return [index.categories[category], language];
  });

const labels = (index) => {
  const label = (written) => {
    const text = plain(written.trim());
    if (!text || text.length > LONGEST_LABEL) return null;
    if (/^[\u00d7x\u2715\u2716\u2717\u2718\u2a2f\u2573\u274c\u2297\u{1f5d9}]\ufe0f?$/u.test(text)) {
      return { kind: "close", language: "" };
    }
    const tokens = tokensOf(text);
    if (!tokens.length || tokens.length > MOST_TOKENS) return null;
    const said = {};
    for (const { meanings } of longestIn(index.buttons, text)) {
      for (const [category, language] of meaningsOf(index.buttons, meanings)) {
        (said[category] = said[category] || []).push(language);
      }
    }
    const has = (category) => category in said;
    const both = (one, other) => (said[one] || NONE).find((language) => (said[other] || NONE).includes(language));
    const as = (kind, category) => ({ kind, language: said[category][0] });

    const negated = both("negation", "accept");
    const necessary = both("only", "essential");
    if (has("act")) return both("negation", "act") || has("no") ? { kind: "later", language: "" } : as("act", "act");
    if (has("refuse")) return has("accept") && !negated ? null : as("refuse", "refuse");
    if (necessary) return { kind: "necessary", language: necessary };
    if (negated) return { kind: "refuse", language: negated };
    const lenient = tokens.length <= 4 ? both("accept", "essential") : undefined;
    if (lenient) return { kind: "necessary", language: lenient };
    if (has("accept")) return as("accept", "accept");
    if (has("save")) return as("save", "save");
    if (has("settings")) return as("settings", "settings");
    if (has("close")) return as("close", "close");
    if (has("no")) return as("no", "no");
    if (has("later")) return as("later", "later");
    return null;
  };

  const topics = (written) => {
    const seen = { cookie: new Set(), consent: new Set(), promo: new Set(), wall: new Set() };
    for (const { phrase, meanings } of allIn(index.topics, plain(written))) {
      for (const [topic] of meaningsOf(index.topics, meanings)) seen[topic].add(phrase);
    }
    return Object.fromEntries(Object.entries(seen).map(([topic, phrases]) => [topic, phrases.size]));
  };
  // Whether a toggle's words say that the page needs it.
  const essential = (written) =>
    allIn(index.buttons, plain(written)).some(({ meanings }) =>
      meaningsOf(index.buttons, meanings).some(([category]) => category === "essential"));
  return { label, topics, essential };
};
