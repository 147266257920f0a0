// Areas of a picture, drawn with a finger or a mouse, or written in percent: the numbers are always those of the last
// one. Without this file one area is written by its numbers.

const picture = document.getElementById("areas-picture");
const NAMES = ["x", "y", "width", "height"];
const SVG = "http://www.w3.org/2000/svg";
const LEAST = 0.5;
const layer = picture.querySelector("svg") || picture.appendChild(document.createElementNS(SVG, "svg"));
layer.setAttribute("viewBox", "0 0 100 100");
layer.setAttribute("preserveAspectRatio", "none");
layer.setAttribute("aria-hidden", "true");
const finished = new Map();
let began = null;

function place(event) {
  const box = picture.getBoundingClientRect();
  const within = (at, from, size) => Math.min(100, Math.max(0, (100 * (at - from)) / size));
  return [within(event.clientX, box.left, box.width), within(event.clientY, box.top, box.height)];
}

function openForm() {
  const forms = [...document.querySelectorAll("form[data-area-form]")];
  return forms.reverse().find((form) => form.closest("details")?.open);
}

function round(number) { return Math.round(number * 100) / 100; }

function drawn(from, to) {
  return [Math.min(from[0], to[0]), Math.min(from[1], to[1]), Math.abs(from[0] - to[0]), Math.abs(from[1] - to[1])].map(round);
}

function isArea(area) { return area.every(Number.isFinite) && area[2] > 0 && area[3] > 0; }

function written(form) {
  return NAMES.map((name) => { const value = form.elements[name].value.replace(",", "."); return value === "" ? NaN : Number(value); });
}

function kept(form) { return finished.get(form) || finished.set(form, []).get(form); }

function write(form, area) { NAMES.forEach((name, at) => { form.elements[name].value = area.length ? String(area[at]) : ""; }); }

// What has been finished, and the one that the numbers show, as frames and in the form.
function show(form, current) {
  const all = [...kept(form), current].filter(isArea);
  layer.querySelectorAll("rect.is-new").forEach((one) => one.remove());
  all.forEach((area) => {
    const frame = layer.appendChild(document.createElementNS(SVG, "rect"));
    frame.setAttribute("class", "is-new");
    NAMES.forEach((name, at) => frame.setAttribute(name, String(area[at])));
  });
  if (form.elements.areas) form.elements.areas.value = all.map((area) => area.join(",")).join(";");
}

// The numbers are free for one more area; the one they showed is kept.
function next(form) {
  if (form.elements.areas && isArea(written(form))) kept(form).push(written(form));
  write(form, []);
}

document.querySelectorAll("form[data-area-form]").forEach((form) => {
  form.addEventListener("input", (event) => { if (NAMES.includes(event.target.name)) show(form, written(form)); });
  const more = form.querySelector("[data-area-next]");
  if (!more) return;
  more.hidden = false;
  more.addEventListener("click", () => { next(form); show(form, written(form)); form.elements.x.focus(); });
});

picture.addEventListener("pointerdown", (event) => {
  const form = openForm();
  if (!form) return;
  event.preventDefault();
  began = place(event);
  next(form);
  picture.setPointerCapture(event.pointerId);
});

picture.addEventListener("pointermove", (event) => { if (began && openForm()) show(openForm(), drawn(began, place(event))); });

picture.addEventListener("pointerup", (event) => {
  const form = openForm();
  if (!began || !form) return;
  const area = drawn(began, place(event));
  began = null;
  if (area[2] >= LEAST && area[3] >= LEAST) write(form, area);
  show(form, written(form));
});
