// The arrow keys lead to the item before and the next one, where they mean nothing else and nothing typed would be lost.
// Without this file the links do.

const TAKES_ARROWS = "input, select, textarea, video, audio, iframe, [contenteditable], [tabindex]";
const WAYS = { ArrowLeft: "prev", ArrowRight: "next" };

function isTyped(field) {
  if (["checkbox", "radio"].includes(field.type)) return field.checked !== field.defaultChecked;
  return field.type !== "hidden" && field.value !== field.defaultValue;
}

function isChosen(list) { return [...list.options].some((one) => one.selected !== one.defaultSelected && list.selectedIndex > 0); }

function wouldLose() {
  return [...document.querySelectorAll("main input, main textarea")].some(isTyped)
    || [...document.querySelectorAll("main select")].some(isChosen);
}

document.addEventListener("keydown", (event) => {
  const way = WAYS[event.key];
  const held = event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || event.repeat;
  if (!way || held || event.defaultPrevented || event.target.closest?.(TAKES_ARROWS)) return;
  const link = document.querySelector(`[data-beside] a[rel="${way}"]`);
  if (!link || document.documentElement.scrollWidth > window.innerWidth || wouldLose()) return;
  event.preventDefault();
  link.click();
});
