"use strict";
const root = document.documentElement;
const $ = (id) => document.getElementById(id);
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const data = JSON.parse($("data").textContent);
const storage = {
  get(key) { try { return localStorage.getItem(key); } catch { return null; } },
  set(key, value) { try { localStorage.setItem(key, value); return true; } catch { return false; } },
};
const language = () => root.dataset.labels;
const pick = (words) => words[language() === "zh" ? 0 : 1];

/** Labels that are attributes or plain text; what stands in the page in both languages is the style's to choose. */
function label(chosen) {
  root.dataset.labels = chosen;
  for (const one of all("[data-say]")) {
    const words = one.dataset[chosen];
    for (const how of one.dataset.say.split(" ")) {
      if (how === "text") one.textContent = words;
      else one.setAttribute(how, words);
    }
  }
}

function chooseLanguage(changed) {
  label(storage.get("gipnlp:language") ?? (navigator.language.startsWith("zh") ? "zh" : "en"));
  $("language").addEventListener("click", () => {
    label(language() === "zh" ? "en" : "zh");
    storage.set("gipnlp:language", language());
    changed();
  });
}

function download(name, text) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "application/octet-stream" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}
