// What every page needs: dkfds' own behaviour, a word when the connection is gone, and calm, audible swaps.
// Every form works without this file.

function announce(text) {
  const region = document.getElementById("announce");
  if (!region || !text) return;
  region.textContent = "";
  // A region that is emptied and filled in one go may go unheard.
  window.setTimeout(() => { region.textContent = text; }, 50);
}

function showConnection() {
  const banner = document.getElementById("offline");
  if (!banner) return;
  const wasAway = !banner.hidden;
  banner.hidden = navigator.onLine;
  if (!navigator.onLine) announce(banner.textContent.trim());
  else if (wasAway) announce(banner.dataset.back);
}

// What was opened by a press is blurred again on the way back and on a reload, and the browser does not ask to send anew.
function forgetThePress() {
  const blurAgain = document.querySelector("[data-blur-again]");
  if (blurAgain) window.history.replaceState(null, "", blurAgain.href);
}

// After a swap: move focus to the successor of what was pressed, and say what happened.
function settle(event) {
  const swapped = event.detail.elt;
  if (!swapped || !swapped.querySelector) return;
  const focus = swapped.matches("[data-focus]") ? swapped : swapped.querySelector("[data-focus]");
  if (focus) focus.focus();
  const said = swapped.matches("[data-announce]") ? swapped : swapped.querySelector("[data-announce]");
  if (said) announce(said.dataset.announce);
}

// What the server refused, in its own words where it gives them; it stays until something gets through.
function reason(event) {
  const asked = event.detail && event.detail.xhr;
  try {
    const said = JSON.parse(asked.responseText);
    return said.refused || said.says || "";
  } catch {
    return "";
  }
}

// The login of the page has ended: once that is said, the next press goes with the login that there is by then.
let loginEnded = false;

function failed(event) {
  const region = document.getElementById("offline");
  const box = document.getElementById("went-wrong");
  if (!region || !box) return;
  const said = reason(event);
  const asked = event.detail && event.detail.xhr;
  const ended = !said && Boolean(asked) && (asked.status === 401 || asked.status === 403);
  loginEnded = loginEnded || ended;
  box.hidden = false;
  box.querySelector("p").textContent = said || (ended ? region.dataset.signedOut + " " : region.dataset.failed);
  if (ended) {
    const link = document.createElement("a");
    const to = { href: region.dataset.signInAt, target: "_blank", rel: "noopener", textContent: region.dataset.signIn };
    Object.assign(link, to);
    box.querySelector("p").append(link);
  }
}

function withTheLoginThereIs(event) {
  const found = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
  if (loginEnded && found) event.detail.parameters.csrfmiddlewaretoken = found[1];
}

function gotThrough(event) {
  const box = document.getElementById("went-wrong");
  if (box && event.detail.successful) box.hidden = true;
}

// A second press on the same send button does not send twice. The server guards against it too.
function sendOnce(event) {
  const form = event.target;
  if (event.defaultPrevented || !(form instanceof HTMLFormElement) || form.method !== "post") return;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "yes";
  window.setTimeout(() => { delete form.dataset.sent; }, 4000);
}

document.addEventListener("DOMContentLoaded", () => {
  if (window.DKFDS) window.DKFDS.init();
  const summary = document.getElementById("error-summary");
  if (summary) summary.focus();
  forgetThePress();
  showConnection();
});
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-print]");
  if (button) window.print();
});
document.addEventListener("submit", sendOnce);
document.addEventListener("htmx:afterSettle", settle);
document.addEventListener("htmx:sendError", failed);
document.addEventListener("htmx:responseError", failed);
document.addEventListener("htmx:afterRequest", gotThrough);
document.addEventListener("htmx:configRequest", withTheLoginThereIs);
window.addEventListener("online", showConnection);
window.addEventListener("offline", showConnection);
