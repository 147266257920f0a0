// Draw a frame on a picture: its place goes into the form that is open. Without this file the numbers are written.

const picture = document.getElementById("areas-picture");
const NAMES = ["x", "y", "width", "height"];
const SVG = "http://www.w3.org/2000/svg";
const layer = picture.querySelector("svg") || picture.appendChild(document.createElementNS(SVG, "svg"));
layer.setAttribute("viewBox", "0 0 100 100");
layer.setAttribute("preserveAspectRatio", "none");
layer.setAttribute("aria-hidden", "true");
let began = null;
let frame = null;

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

function show(area) { NAMES.forEach((name, at) => frame.setAttribute(name, String(area[at]))); }

picture.addEventListener("pointerdown", (event) => {
  if (!openForm()) return;
  event.preventDefault();
  began = place(event);
  frame = layer.appendChild(document.createElementNS(SVG, "rect"));
  frame.setAttribute("class", "is-new");
  picture.setPointerCapture(event.pointerId);
});

picture.addEventListener("pointermove", (event) => { if (began) show(drawn(began, place(event))); });

picture.addEventListener("pointerup", (event) => {
  if (!began) return;
  const area = drawn(began, place(event));
  began = null;
  const form = openForm();
  if (!form || area[2] < 0.5 || area[3] < 0.5) { frame.remove(); return; }
  show(area);
  NAMES.forEach((name, at) => { form.elements[name].value = String(area[at]); });
  const all = form.elements.areas;
  if (all) all.value = [...all.value.split(";").filter(Boolean), area.join(",")].join(";");
  else layer.querySelectorAll("rect.is-new").forEach((one) => { if (one !== frame) one.remove(); });
});
