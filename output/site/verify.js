// Finds the cited passages in a copy of a source that the reader holds, by their lengths and digests.
// Nothing leaves the page. The copy is searched as citations/copies.py does it: as it is, then with
// more and more of its white space made alike.
"use strict";
(function () {
  const K = new Uint32Array(64);
  const H = new Uint32Array(8);
  for (let number = 2, count = 0; count < 64; number += 1) {
    let prime = true;
    for (let factor = 2; factor * factor <= number; factor += 1) if (number % factor === 0) prime = false;
    if (!prime) continue;
    if (count < 8) H[count] = (Math.sqrt(number) % 1) * 2 ** 32;
    K[count] = (Math.cbrt(number) % 1) * 2 ** 32;
    count += 1;
  }
  const encoder = new TextEncoder();
  const words = new Uint32Array(64);

  // The first half of the SHA-256 (FIPS 180-4) of a text's UTF-8, which is what the page has;
  // browsers have SHA-256 only where an address is secure.
  function digest(text) {
    const bytes = encoder.encode(text);
    const size = ((bytes.length + 8) >> 6) + 1 << 6;
    const padded = new Uint8Array(size);
    padded.set(bytes);
    padded[bytes.length] = 0x80;
    const view = new DataView(padded.buffer);
    view.setUint32(size - 8, bytes.length / 2 ** 29);
    view.setUint32(size - 4, bytes.length << 3);
    const state = new Uint32Array(H);
    const turn = (value, by) => (value >>> by) | (value << (32 - by));
    for (let block = 0; block < size; block += 64) {
      for (let i = 0; i < 16; i += 1) words[i] = view.getUint32(block + 4 * i);
      for (let i = 16; i < 64; i += 1) {
        const early = words[i - 15], late = words[i - 2];
        words[i] = words[i - 16] + words[i - 7] + (turn(early, 7) ^ turn(early, 18) ^ (early >>> 3))
          + (turn(late, 17) ^ turn(late, 19) ^ (late >>> 10));
      }
      let [a, b, c, d, e, f, g, h] = state;
      for (let i = 0; i < 64; i += 1) {
        const one = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + K[i] + words[i]) | 0;
        const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
        h = g; g = f; f = e; e = (d + one) | 0; d = c; c = b; b = a; a = (one + two) | 0;
      }
      [a, b, c, d, e, f, g, h].forEach((value, i) => { state[i] += value; });
    }
    return [...state.subarray(0, 4)].map((value) => value.toString(16).padStart(8, "0")).join("");
  }

  // --- The text of a document -------------------------------------------------------------------

  const BLOCKS = "address,article,aside,blockquote,br,dd,div,dl,dt,figcaption,figure,footer,h1,h2,h3,h4,h5,h6,"
    + "header,hr,li,main,nav,ol,p,pre,section,table,td,th,tr,ul";

  function textOfHtml(html) {
    const page = new DOMParser().parseFromString(html, "text/html");
    page.querySelectorAll("script,style,template,noscript,head").forEach((part) => part.remove());
    page.querySelectorAll(BLOCKS).forEach((part) => { part.before("\n"); part.after("\n"); });
    return page.body.textContent;
  }

  function decoded(buffer) {
    try {
      return new TextDecoder("utf-8", { fatal: true }).decode(buffer);
    } catch {
      const head = new TextDecoder("latin1").decode(buffer.slice(0, 2048));
      const named = /charset=["']?([\w-]+)/i.exec(head);
      try { return new TextDecoder(named ? named[1] : "windows-1252").decode(buffer); }
      catch { return new TextDecoder("windows-1252").decode(buffer); }
    }
  }

  function canonical(text) {
    const plain = /^\s*<(!doctype|html|head|body|\?xml)/i.test(text) ? textOfHtml(text) : text;
    return plain.replace(/^\ufeff/, "").replace(/\r\n?/g, "\n").normalize("NFC");
  }

  // --- Forms of a copy --------------------------------------------------------------------------

  const alike = (text) => text.replace(/[^\S\n]+/g, " ").replace(/ ?\n ?/g, "\n").trim();
  const joined = (between) => (text) => alike(text).split(/\n{2,}/)
    .map((part) => part.trim().split(/\s+/).join(" ")).join(between);
  const FORMS = [(text) => text, alike, joined("\n\n"), joined("\n"), joined(" ")];

  class Form {
    constructor(text) {
      this.text = text;
      this.at = [];  // Where each code point begins.
      for (let i = 0; i < text.length; i += text.codePointAt(i) > 0xffff ? 2 : 1) this.at.push(i);
      this.size = this.at.length;
      this.at.push(text.length);
      const starts = new Set([...text.matchAll(/(?<![\p{L}\p{N}_])[\p{L}\p{N}_]|(?<!\S)\S/gu)].map((m) => m.index));
      this.words = [...this.at.keys()].filter((i) => starts.has(this.at[i]));
      this.known = new Map();
    }

    part(start, length) { return this.text.slice(this.at[start], this.at[start + length]); }

    // Passages of a length by their digests: all that begin at a word, or all that there are.
    passages(length, everywhere) {
      const key = `${length} ${everywhere}`;
      if (!this.known.has(key)) {
        const found = new Map();
        for (const start of everywhere ? this.at.keys() : this.words) {
          if (start + length > this.size) continue;
          const passage = this.part(start, length);
          const sha256 = digest(passage);
          if (!found.has(sha256)) found.set(sha256, passage);
        }
        this.known.set(key, found);
      }
      return this.known.get(key);
    }

    find({ start, length, sha256 }) {
      const here = start + length <= this.size ? this.part(start, length) : "";
      if (here && digest(here) === sha256) return here;
      return this.passages(length, false).get(sha256) || this.passages(length, true).get(sha256);
    }

    // What may stand near an offset if one or two of its spaces were line breaks.
    findBroken({ start, length, sha256 }) {
      const near = this.words.filter((at) => Math.abs(at - start) <= 50 + start / 20);
      const breaks = [["\n"], ["\n\n"], ["\n", "\n"], ["\n", "\n\n"], ["\n\n", "\n"], ["\n\n", "\n\n"]];
      for (const at of near) for (const signs of breaks) {
        const size = length - signs.join("").length + signs.length;
        if (at + size > this.size) continue;
        const passage = this.part(at, size);
        const gaps = [...passage.matchAll(/ /g)].map((match) => match.index);
        if (signs.length === 2 && gaps.length > 60) continue;
        for (let i = 0; i < gaps.length; i += 1) {
          const from = signs.length === 1 ? gaps.length - 1 : i + 1;
          for (let j = from; j < gaps.length; j += 1) {
            const tried = signs.length === 1
              ? passage.slice(0, gaps[i]) + signs[0] + passage.slice(gaps[i] + 1)
              : passage.slice(0, gaps[i]) + signs[0] + passage.slice(gaps[i] + 1, gaps[j]) + signs[1] + passage.slice(gaps[j] + 1);
            if (digest(tried) === sha256) return tried;
          }
        }
      }
      return undefined;
    }
  }

  // --- The page ---------------------------------------------------------------------------------

  const breathe = () => new Promise((resolve) => { setTimeout(resolve); });

  // Where a passage stands in the text, whatever white space it has there.
  function placeOf(passage, text) {
    const pattern = passage.trim().split(/\s+/).map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("\\s+");
    const found = new RegExp(pattern, "u").exec(text);
    return found && [found.index, found.index + found[0].length];
  }

  function mark(target, text, places) {
    const edges = new Set([0, text.length]);
    places.forEach(({ span }) => span.forEach((edge) => edges.add(edge)));
    const cuts = [...edges].sort((one, other) => one - other);
    target.replaceChildren(...cuts.slice(1).map((end, i) => {
      const part = text.slice(cuts[i], end);
      const here = places.filter(({ span }) => span[0] <= cuts[i] && span[1] >= end);
      if (!here.length) return part;
      const made = document.createElement("mark");
      made.textContent = part;
      made.title = here.map(({ name }) => name).join(", ");
      return made;
    }));
  }

  async function check(section, raw) {
    const items = [...section.querySelectorAll(".passages > li[data-sha256]")];
    const verdict = section.querySelector(".verdict");
    const states = section.querySelectorAll("p[hidden] .state");
    verdict.querySelector(".working").hidden = false;
    verdict.querySelector(".state")?.remove();
    const text = canonical(raw);
    const forms = FORMS.map((make) => new Form(make(text)));
    const places = [];
    let count = 0;
    for (const item of items) {
      await breathe();
      const [start, end] = item.id.split(".").pop().split("-").map(Number);
      const wanted = { start, length: end - start, sha256: item.dataset.sha256 };
      let passage;
      for (const form of forms) passage = passage || form.find(wanted);
      passage = passage || forms[forms.length - 1].findBroken(wanted);
      item.querySelector(".state")?.remove();
      item.querySelector("ul").before(states[passage ? 0 : 1].cloneNode(true));
      const span = passage && placeOf(passage, text);
      if (span) places.push({ span, name: `${wanted.start}–${wanted.start + wanted.length}` });
      count += passage ? 1 : 0;
      verdict.querySelector(".count").textContent = `${count} / ${items.length}`;
    }
    verdict.querySelector(".working").hidden = true;
    verdict.querySelector(".count").after(" ", states[0].cloneNode(true));
    verdict.dataset.done = `${count}/${items.length}`;
    const shown = section.querySelector(".document");
    shown.hidden = false;
    mark(shown, text, places);
    verdict.focus();
  }

  for (const list of document.querySelectorAll(".passages:has(> li[data-sha256])")) {
    const section = list.closest("article");
    list.before(document.querySelector("template").content.cloneNode(true));
    const box = section.querySelector(".verify");
    box.querySelector(".document").lang = section.querySelector("h1").lang;
    const area = box.querySelector("textarea");
    const open = async (file) => { area.value = decoded(await file.arrayBuffer()); check(section, area.value); };
    box.querySelector("button").addEventListener("click", () => { if (area.value) check(section, area.value); });
    box.querySelector("[type=file]").addEventListener("change", (event) => open(event.target.files[0]));
    section.addEventListener("dragover", (event) => { event.preventDefault(); box.classList.add("over"); });
    section.addEventListener("dragleave", () => box.classList.remove("over"));
    section.addEventListener("drop", (event) => {
      event.preventDefault();
      box.classList.remove("over");
      const [file] = event.dataTransfer.files;
      const text = event.dataTransfer.getData("text/html") || event.dataTransfer.getData("text/plain");
      if (file) open(file);
      else if (text) { area.value = text; check(section, text); }
    });
  }
})();
