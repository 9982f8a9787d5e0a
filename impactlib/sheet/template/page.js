// A page without this script is whole; with it, figures can be taken along as SVG or PNG.
(() => {
"use strict";
const words = document.documentElement.dataset;
const save = (name, address) => { const link = document.createElement("a"); link.download = name; link.href = address; link.click(); };
const source = (drawing) => {
  const copy = drawing.cloneNode(true);
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  return "data:image/svg+xml;charset=utf-8," + encodeURIComponent(new XMLSerializer().serializeToString(copy));
};
const picture = (name, drawing) => {
  const image = new Image(), [, , width, height] = drawing.getAttribute("viewBox").split(" ").map(Number);
  image.onload = () => {
    const sheet = document.createElement("canvas");
    sheet.width = width * 3; sheet.height = height * 3;
    const pen = sheet.getContext("2d");
    pen.fillStyle = "#fff"; pen.fillRect(0, 0, sheet.width, sheet.height); pen.drawImage(image, 0, 0, sheet.width, sheet.height);
    save(name + ".png", sheet.toDataURL("image/png"));
  };
  image.src = source(drawing);
};
for (const place of document.querySelectorAll(".save")) {
  const figure = document.getElementById(place.dataset.figure);
  const drawings = figure ? [...figure.querySelectorAll("svg:not(.n)")] : [], panel = Number(place.dataset.panel || 0);
  drawings.forEach((drawing, index) => {
    if (panel && index !== panel - 1) return;
    const number = drawings.length > 1 && !panel ? " " + (index + 1) : "";
    const name = figure.id.replace("fig-", "") + (drawings.length > 1 ? "-" + (index + 1) : "");
    const title = drawing.querySelector("title").textContent;
    for (const [kind, act] of [["SVG", () => save(name + ".svg", source(drawing))], ["PNG", () => picture(name, drawing)]]) {
      const button = document.createElement("button");
      button.type = "button"; button.textContent = words.save.replace("{}", number).replace("{}", kind);
      button.setAttribute("aria-label", button.textContent + ": " + title);
      button.addEventListener("click", act);
      place.append(button);
    }
  });
}
if (location.hash) document.querySelector("details:has(" + CSS.escape(location.hash.slice(1)).replace(/^/, "#") + ")")?.setAttribute("open", "");
})();
