// The memory of the reader's language, and filters of lists.
"use strict";
(function () {
  const choices = [...document.querySelectorAll("[name=language]")];
  const tags = choices.map((choice) => choice.value);
  const root = document.documentElement;

  function remembered() {
    try { return localStorage.getItem("language"); } catch { return null; }
  }

  function wanted() {
    const asked = [new URLSearchParams(location.search).get("lang"), remembered(), ...navigator.languages];
    for (const tag of asked.filter(Boolean)) {
      const found = tags.find((known) => known === tag) || tags.find((known) => known === tag.split("-")[0]);
      if (found) return found;
    }
    return tags[0];
  }

  function choose(tag) {
    choices.forEach((choice) => { choice.checked = choice.value === tag; });
    root.lang = tag;
    const heading = [...document.querySelectorAll("h1")].find((each) => each.offsetParent);
    const names = [heading, document.querySelector(".brand")].map((part) => part && part.innerText.trim());
    const title = [...new Set(names.filter(Boolean))].join(" – ");
    if (title) document.title = title;
    document.dispatchEvent(new CustomEvent("language", { detail: tag }));
  }

  choices.forEach((choice) => choice.addEventListener("change", () => {
    try { localStorage.setItem("language", choice.value); } catch { /* a reader who keeps nothing */ }
    choose(choice.value);
  }));

  function filters() {
    for (const box of document.querySelectorAll("[data-filter]")) {
      const rows = [...document.querySelectorAll(`${box.dataset.filter} > li`)];
      box.closest(".filter").hidden = rows.length < 8;
      box.addEventListener("input", () => {
        const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
        let shown = 0;
        for (const row of rows) {
          const text = row.textContent.toLowerCase();
          row.hidden = !words.every((word) => text.includes(word));
          shown += row.hidden ? 0 : 1;
        }
        box.parentElement.querySelector("output").value = words.length ? `${shown} / ${rows.length}` : "";
      });
    }
  }

  if (tags.length) choose(wanted());
  window.addEventListener("hashchange", () => choose(root.lang));
  document.addEventListener("DOMContentLoaded", () => {
    if (tags.length) choose(root.lang);
    filters();
  });
})();
