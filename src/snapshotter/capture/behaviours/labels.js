// What words mean.  labels(index) makes, of the index that banner_words.py makes of words.toml:
//   label(text)   what a button does: {kind, language} or null; kinds as in words.toml, and "necessary"
//   topics(text)  how many different words of cookie, consent, promo and wall a text holds
const UNSPACED = /[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]/;
const LONGEST_LABEL = 90;
const MOST_TOKENS = 12;
const LONGEST_STEM = 24;

// Capitals and marks off, alike for the words and for what stands on the page.
const plain = (text) =>
  text.toLowerCase().normalize("NFKD").replace(/[\u0300-\u036f]/g, "").normalize("NFC")
    .replace(/\u0131/g, "i").replace(/n['\u2019]t(?![\p{L}])/gu, "nt");
const tokensOf = (text) => text.match(/[\p{L}\p{M}\p{N}]+/gu) || [];

const fits = (part, token) => (part.endsWith("*") ? token.startsWith(part.slice(0, -1)) : token === part);
const NONE = [];
const own = (table, key) => (Object.hasOwn(table, key) ? table[key] : NONE);

// The phrases that begin at tokens[at]: the longest, or `all`.  As {size, phrases: [[phrase, meanings]]}.
const begin = (index, tokens, at, all) => {
  let size = 0;
  let phrases = [];
  const consider = (phrase) => {
    const parts = phrase[0].split(" ");
    const long = parts.length;
    if ((long < size && !all) || at + long > tokens.length) return;
    for (let i = 1; i < long; i++) if (!fits(parts[i], tokens[at + i])) return;
    if (long > size && !all) phrases = [];
    size = Math.max(size, long);
    phrases.push(phrase);
  };
  const token = tokens[at];
  own(index.whole, token).forEach(consider);
  for (let i = 2; i <= token.length && i <= LONGEST_STEM; i++) own(index.stems, token.slice(0, i)).forEach(consider);
  return { size, phrases };
};

// The phrases of a text one after the other, the longest where several begin; `all`: every one.
const phrasesIn = (index, text, all = false) => {
  const found = [];
  const tokens = tokensOf(text);
  for (let i = 0; i < tokens.length; ) {
    const { size, phrases } = begin(index, tokens, i, all);
    found.push(...phrases);
    i += all ? 1 : size || 1;
  }
  for (let i = 0; UNSPACED.test(text) && i < text.length; ) {
    const fitting = own(index.unspaced, text[i]).filter(([phrase]) => text.startsWith(phrase, i));
    found.push(...(all ? fitting : fitting.slice(0, 1)));
    i += all || !fitting.length ? 1 : fitting[0][0].length;
  }
  return found;
};

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
    for (const [, meanings] of phrasesIn(index.buttons, text)) {
      for (const meaning of meanings.split(" ")) {
        const [category, language] = meaning.split(":");
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
    for (const [phrase, meanings] of phrasesIn(index.topics, plain(written), true)) {
      for (const meaning of meanings.split(" ")) seen[meaning.split(":")[0]].add(phrase);
    }
    return Object.fromEntries(Object.entries(seen).map(([topic, phrases]) => [topic, phrases.size]));
  };
  return { label, topics };
};
