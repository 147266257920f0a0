// Saves the draft while it is written, sends files one by one with progress, and says calmly what is saved.
// What is not saved stays in the page's memory only: the telephone or computer may be shared.

import { start } from "./upload.js";

const form = document.getElementById("report");
const status = document.getElementById("save-status");
const says = form.dataset;
const WAIT = 1500;
const RETRY = 8000;
// A line that takes the words and never answers is no better than none.
const PATIENCE = 20000;
let timer = 0;
let dirty = false;
let saving = null;
let sent = false;
// Another window has sent the draft: what is written here is in this window alone.
let sentElsewhere = false;
// Until when it is saved: said also while what is written now is not.
let kept = status.textContent.trim();

function token() {
  const found = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
  return found ? found[1] : form.elements.csrfmiddlewaretoken.value;
}

function say(text) {
  if (status.textContent.trim() !== text) status.textContent = text;
}

function fields() {
  const data = new URLSearchParams();
  // The page's own token is of the login it was opened in, and would count before the one in the header.
  const told = (name, value) => typeof value === "string" && name !== "csrfmiddlewaretoken";
  for (const [name, value] of new FormData(form)) if (told(name, value)) data.append(name, value);
  return data;
}

function later(wait) {
  window.clearTimeout(timer);
  timer = window.setTimeout(save, wait);
}

function sayKeptAnd(text) {
  say(`${kept} ${text}`.trim());
}

function signedOut() {
  sayKeptAnd(says.saysSignedOut);
  const link = document.createElement("a");
  Object.assign(link, { href: says.signIn, target: "_blank", rel: "noopener", textContent: says.saysSignIn });
  status.append(" ", link);
}

function showBoth(answer, before) {
  // What was typed while the answer was on its way comes after both texts.
  for (const [name, text] of Object.entries(answer.texts)) {
    const box = form.elements[name];
    box.value = text + box.value.slice(Math.min(before.get(name).length, box.value.length));
  }
  say(answer.merged);
}

// One save at a time, so that a window never meets its own earlier save as another window's.
function save() {
  if (saving) return saving.then(() => (dirty ? save() : true));
  saving = saveNow().finally(() => { saving = null; });
  return saving;
}

async function saveNow() {
  window.clearTimeout(timer);
  dirty = false;
  const before = fields();
  say(says.saysSaving);
  const patience = new AbortController();
  const given = window.setTimeout(() => patience.abort(), PATIENCE);
  try {
    const reply = await fetch(says.autosave, {
      method: "POST", body: before, redirect: "manual", headers: { "X-CSRFToken": token(), Accept: "application/json" },
      signal: patience.signal,
    });
    return await answered(reply, before);
  } catch {
    dirty = true;
    sayKeptAnd(says.saysOffline);
    later(RETRY);
    return false;
  } finally {
    window.clearTimeout(given);
  }
}

async function answered(reply, before) {
  if (reply.type === "opaqueredirect" || reply.status === 401 || reply.status === 403) {
    dirty = true;
    signedOut();
    later(RETRY);
    return false;
  }
  const answer = reply.headers.get("Content-Type")?.includes("json") ? await reply.json() : {};
  if (answer.revision === undefined) {
    if (answer.refused) say(answer.refused); else sayKeptAnd(says.saysFailed);
    // It is not saved, so the window asks before it is closed; what was refused is not tried again by itself.
    dirty = true;
    sentElsewhere = answer.sent === true;
    if (!answer.refused) later(RETRY);
    return false;
  }
  form.elements.revision.value = answer.revision;
  document.getElementById("time-note").textContent = answer.note;
  kept = answer.says;
  if (answer.texts) showBoth(answer, before); else say(kept);
  return true;
}

// What was written before this file had come over a slow line counts too.
function isTouched(field) {
  if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
  return !["hidden", "file"].includes(field.type) && "defaultValue" in field && field.value !== field.defaultValue;
}

function changed(event) {
  if (event.target.type === "file") return;
  dirty = true;
  later(WAIT);
}

// Files: see upload.js ----------------------------------------------------------------------------

const drop = document.getElementById("drop");
const files = start(drop, token);

async function removed(event) {
  const button = event.target.closest("[data-remove]");
  if (!button) return;
  event.preventDefault();
  const reply = await fetch(button.dataset.remove, { method: "POST", redirect: "manual", headers: { "X-CSRFToken": token() } });
  const region = document.getElementById("file-status");
  if (reply.status !== 204) { region.textContent = says.saysFailed; return; }
  button.closest("li").remove();
  region.textContent = says.saysRemoved;
  document.getElementById("files").focus();
}

// Sending goes through a save first: while signed out or offline nothing leaves the page, and nothing is lost.
async function send(event) {
  if (sent) return;
  const button = event.submitter;
  delete form.dataset.sent;
  // It goes on by itself: a form that is asked to send itself while it is being sent does nothing.
  if (button?.value === "discard") { release(); return; }
  event.preventDefault();
  // Enter in a field, or the key for going on of a telephone.
  if (button?.value === "save") { await save(); return; }
  await files.arrived();
  // The server then shows what was not part of what was sent, to be copied.
  if (await save() || sentElsewhere) go(button);
}

function release() {
  dirty = false;
  window.clearTimeout(timer);
  form.elements.csrfmiddlewaretoken.value = token();
}

function go(button) {
  sent = true;
  release();
  delete form.dataset.sent;
  form.requestSubmit(button);
}

form.addEventListener("input", changed);
form.addEventListener("change", changed);
form.addEventListener("click", removed);
form.addEventListener("submit", send);
window.addEventListener("online", () => { if (dirty) save(); });
window.addEventListener("offline", () => sayKeptAnd(says.saysOffline));
window.addEventListener("focus", () => { if (dirty) save(); });
window.addEventListener("beforeunload", (event) => { if (dirty) event.preventDefault(); });
window.addEventListener("pageshow", () => { sent = false; });
if ([...form.elements].some(isTouched)) changed({ target: form });
