// Without this script the list is whole; with it, it can be filtered, whatever accents are typed.
(() => {
"use strict";
const plain = (words) => words.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
const form = document.querySelector(".filter"), found = document.querySelector(".found");
const search = document.getElementById("zoek"), choices = [...form.querySelectorAll("select")];
const sheets = [...document.querySelectorAll(".sheets li")].map((item) => ({ item, words: plain(item.textContent) }));
const filter = () => {
  const wanted = plain(search.value).split(/\s+/).filter(Boolean);
  let number = 0;
  for (const { item, words } of sheets) {
    const fits = wanted.every((word) => words.includes(word)) && choices.every((c) => !c.value || item.dataset[c.dataset.key] === c.value);
    item.hidden = !fits;
    number += fits ? 1 : 0;
  }
  for (const group of document.querySelectorAll(".sheets-of")) group.hidden = !group.querySelector("li:not([hidden])");
  found.textContent = number === 0 ? found.dataset.none : number === 1 ? found.dataset.one : found.dataset.more.replace("{}", number);
};
form.hidden = false;
form.addEventListener("input", filter);
form.addEventListener("submit", (event) => event.preventDefault());
filter();
})();
