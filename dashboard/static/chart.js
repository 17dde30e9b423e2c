// Charts under a mouse or finger: what the bar says stands below the chart; a stretch that is drawn over is looked at closer.
const NEAR = 8; // pixels that are still a click
let from = null, dragged = false;
const chartOf = (event) => event.target.closest?.("svg.timeline");
const place = (svg, x) => {
  const box = svg.getBoundingClientRect(), left = +svg.dataset.left, right = +svg.dataset.right;
  const at = (x - box.left) / box.width * svg.viewBox.baseVal.width;
  return Math.min(Math.max((at - left) / (right - left), 0), 1);
};
const minute = (svg, part) => +svg.dataset.low + part * (svg.dataset.high - svg.dataset.low);
const said = (svg) => {
  const figure = svg.closest("figure");
  let line = figure.querySelector(".readout");
  if (!line) { line = document.createElement("p"); line.className = "readout soft"; line.ariaHidden = "true"; figure.append(line); }
  return line;
};
const drawn = (svg, low, high) => {
  let shape = svg.querySelector(".chosen");
  if (!shape) { shape = document.createElementNS(svg.namespaceURI, "rect"); shape.setAttribute("class", "chosen"); svg.append(shape); }
  const left = +svg.dataset.left, width = svg.dataset.right - left;
  const box = { x: left + low * width, y: 0, width: (high - low) * width, height: svg.viewBox.baseVal.height };
  for (const [name, value] of Object.entries(box)) shape.setAttribute(name, value);
};
const done = () => { from?.svg.querySelector(".chosen")?.remove(); from = null; };
addEventListener("pointerdown", (event) => {
  const svg = chartOf(event);
  dragged = false;
  if (svg && event.button === 0) from = { svg, x: event.clientX };
});
addEventListener("pointermove", (event) => {
  const svg = from?.svg ?? chartOf(event);
  if (!svg) return;
  const bar = chartOf(event) === svg && event.target.closest("a")?.querySelector("title");
  if (bar) said(svg).textContent = bar.textContent;
  if (!from || Math.abs(event.clientX - from.x) < NEAR) return;
  dragged = true;
  const [low, high] = [place(svg, from.x), place(svg, event.clientX)].sort((a, b) => a - b);
  drawn(svg, low, high);
});
addEventListener("pointerup", (event) => {
  if (from && dragged) {
    const [low, high] = [place(from.svg, from.x), place(from.svg, event.clientX)].sort((a, b) => a - b);
    const [since, until] = [Math.floor(minute(from.svg, low) / 60) * 60, Math.ceil(minute(from.svg, high) / 60) * 60];
    const iso = (at) => new Date(at * 60000).toISOString().slice(0, 16) + "+00:00";
    const address = new URL(location.href);
    address.search = new URLSearchParams({ since: iso(since), until: iso(until) });
    address.hash = "";
    location.assign(address);
  }
  done();
});
addEventListener("pointercancel", done);
addEventListener("dragstart", (event) => { if (chartOf(event)) event.preventDefault(); });
addEventListener("click", (event) => { if (dragged && chartOf(event)) event.preventDefault(); dragged = false; }, true);
