// Searches the index that was made with the site; loads only the parts of it that a query needs.
"use strict";
(function () {
  const SHOWN = 60;
  const results = document.getElementById("results");
  const query = document.getElementById("query");
  const parts = new Map();
  const waiting = new Map();
  let language = document.documentElement.lang;
  let hits = [];

  // Each part of the index is a script that calls this.
  window.found = (name, value) => { waiting.get(name)(value); };

  function load(name) {
    if (!parts.has(name)) {
      parts.set(name, new Promise((resolve) => {
        waiting.set(name, resolve);
        const script = document.createElement("script");
        script.src = `search/${name}.js`;
        document.head.append(script);
      }));
    }
    return parts.get(name);
  }

  // As terms_of in search.py.
  const SIGNS = "\\u0e00-\\u0e7f\\u3040-\\u30ff\\u3400-\\u9fff";
  const TERM = new RegExp(`[${SIGNS}]|(?:(?![${SIGNS}])[\\p{L}\\p{N}])+`, "gu");

  function terms(text) {
    const plain = text.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "");
    return [...new Set(plain.match(TERM) || [])];
  }

  // Where each row stands whose words begin with a term; whole words weigh twice.
  async function rowsOf(term, firsts) {
    const weights = new Map();
    let part = Math.max(firsts.findLastIndex((first) => first <= term), 0);
    for (; part < firsts.length && (firsts[part] <= term || firsts[part].startsWith(term)); part += 1) {
      const words = await load(`terms-${part}`);
      for (const [word, steps] of Object.entries(words)) {
        if (!word.startsWith(term)) continue;
        let row = 0;
        for (const step of steps) {
          row += step;
          weights.set(row, Math.max(weights.get(row) || 0, word === term ? 2 : 1));
        }
      }
    }
    return weights;
  }

  async function search() {
    const start = await load("start");
    const wanted = terms(query.value);
    const each = [];
    for (const term of wanted) each.push(await rowsOf(term, start.terms));
    const first = each[0] || new Map();
    hits = [...first.keys()].filter((row) => each.every((weights) => weights.has(row)));
    const weight = (row) => each.reduce((sum, weights) => sum + weights.get(row), 0);
    hits.sort((one, other) => weight(other) - weight(one) || one - other);
    const entries = [];
    const at = async (row) => (await load(`rows-${Math.floor(row / start.rows)}`))[row % start.rows];
    for (const row of hits) {
      const [kind, href, names, below] = await at(row);
      // Under a goal stands the name of its agreement, which is an entry itself.
      const under = typeof below === "number" ? (await at(below))[2] : below;
      if (kinds().has(kind)) entries.push([kind, href, names, under]);
      if (entries.length > SHOWN) break;
    }
    show(entries, start.languages, wanted.length);
  }

  const boxes = [...document.querySelectorAll("[name=kind]")];
  const kinds = () => new Set(boxes.filter((box) => box.checked).map((box) => box.value));

  function text(texts, languages) {
    if (typeof texts === "string") return [texts, ""];
    const own = languages.indexOf(language);
    const at = texts[own] ? own : texts.findIndex(Boolean);
    return [texts[at], at === own ? "" : languages[at]];
  }

  function element(name, texts, languages) {
    const made = document.createElement(name);
    const [written, tag] = text(texts, languages);
    made.textContent = written;
    if (tag) made.lang = tag;
    return made;
  }

  function show(entries, languages, asked) {
    results.replaceChildren(...entries.slice(0, SHOWN).map(([kind, href, names, below]) => {
      const item = document.createElement("li");
      const link = element("a", names, languages);
      link.href = href;
      const name = document.createElement("span");
      name.append(link, document.createElement("br"), element("small", below, languages));
      const label = document.querySelector(`[value=${kind}] + .kind-name`).cloneNode(true);
      label.className = "when";
      item.append(label, name);
      return item;
    }));
    const number = entries.length > SHOWN ? `${SHOWN}+` : String(entries.length);
    document.querySelector("#status .number").textContent = asked && entries.length ? number : "";
    document.getElementById("hits").hidden = !(asked && entries.length);
    document.getElementById("none").hidden = !asked || entries.length > 0;
  }

  const form = document.getElementById("search");
  query.value = new URLSearchParams(location.search).get("q") || "";
  form.addEventListener("submit", (event) => { event.preventDefault(); search(); });
  form.addEventListener("input", search);
  document.addEventListener("language", (event) => { language = event.detail; search(); });
  search();
  query.focus();
})();
