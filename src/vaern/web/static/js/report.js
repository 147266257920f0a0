// Saves the draft while it is written, sends files one by one with progress, and says calmly what is saved.
// What is not saved stays in the page's memory only: the telephone or computer may be shared.

const form = document.getElementById("report");
const status = document.getElementById("save-status");
const says = form.dataset;
const WAIT = 1500;
const RETRY = 8000;
const PIECE = 1024 * 1024;
let timer = 0;
let dirty = false;
let saving = null;
let sent = false;

function token() {
  const found = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
  return found ? found[1] : form.elements.csrfmiddlewaretoken.value;
}

function say(text) {
  if (status.textContent.trim() !== text) status.textContent = text;
}

function fields() {
  const data = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (typeof value === "string") data.append(name, value);
  return data;
}

function later(wait) {
  window.clearTimeout(timer);
  timer = window.setTimeout(save, wait);
}

function signedOut() {
  say(says.saysSignedOut + " ");
  const link = document.createElement("a");
  Object.assign(link, { href: says.signIn, target: "_blank", rel: "noopener", textContent: says.saysSignIn });
  status.append(link);
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
  let reply;
  try {
    reply = await fetch(says.autosave, {
      method: "POST", body: before, redirect: "manual", headers: { "X-CSRFToken": token(), Accept: "application/json" },
    });
  } catch {
    dirty = true;
    say(says.saysOffline);
    later(RETRY);
    return false;
  }
  return answered(reply, before);
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
    say(answer.refused || says.saysFailed);
    dirty = !answer.refused;
    if (dirty) later(RETRY);
    return false;
  }
  form.elements.revision.value = answer.revision;
  document.getElementById("time-note").textContent = answer.note;
  if (answer.texts) showBoth(answer, before); else say(answer.says);
  return true;
}

function changed(event) {
  if (event.target.type === "file") return;
  dirty = true;
  later(WAIT);
}

// Files ------------------------------------------------------------------------------------------

const list = document.getElementById("file-list");

function waitingLine(name) {
  const line = document.createElement("li");
  line.className = "v-evidence";
  const box = document.createElement("div");
  const strong = document.createElement("strong");
  const bdi = document.createElement("bdi");
  bdi.textContent = name;
  strong.append(bdi);
  const bar = document.createElement("progress");
  bar.max = 100;
  bar.setAttribute("aria-label", name);
  const text = document.createElement("p");
  text.className = "v-seal is-waiting";
  text.setAttribute("role", "status");
  box.append(strong, text, bar);
  line.append(box);
  list.append(line);
  return { line, bar, text };
}

async function fingerprint(file, shown) {
  const { sha256, bytesToHex } = await import(says.sha256);
  const hash = sha256.create();
  for (let from = 0; from < file.size; from += PIECE) {
    hash.update(new Uint8Array(await file.slice(from, from + PIECE).arrayBuffer()));
    shown.bar.value = (50 * Math.min(from + PIECE, file.size)) / file.size;
  }
  return bytesToHex(hash.digest());
}

function post(file, name, digest, shown) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("POST", says.upload);
    request.setRequestHeader("X-CSRFToken", token());
    request.setRequestHeader("X-File-Name", encodeURIComponent(name));
    request.setRequestHeader("X-Sha256", digest);
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.upload.onprogress = (event) => { shown.bar.value = 50 + (50 * event.loaded) / event.total; };
    request.onloadend = () => resolve(request);
    request.send(file);
  });
}

function refusal(request) {
  try { return JSON.parse(request.responseText).refused || says.saysUploadFailed; } catch { return says.saysUploadFailed; }
}

async function add(file) {
  const name = file.name;
  const shown = waitingLine(name);
  shown.text.textContent = says.saysChecking;
  if (file.size === 0) { give(shown, says.saysEmpty); return; }
  try {
    const digest = await fingerprint(file, shown);
    shown.text.textContent = says.saysUploading;
    const request = await post(file, name, digest, shown);
    if (request.status !== 201) { give(shown, refusal(request)); return; }
    const holder = document.createElement("template");
    holder.innerHTML = request.responseText;
    document.getElementById("file-status").textContent = holder.content.querySelector(".v-seal").textContent + " " + name;
    shown.line.replaceWith(holder.content);
  } catch { give(shown, says.saysUploadFailed); }
}

function give(shown, text) {
  shown.bar.remove();
  shown.text.textContent = text;
}

// What is on its way: sending waits for it, and the browser asks before the page is closed.
let arriving = 0;
let arrived = Promise.resolve();

function addAll(files) {
  const before = arrived;
  arriving += 1;
  arrived = (async () => { await before; for (const file of files) await add(file); })().finally(() => { arriving -= 1; });
}

function picked(event) {
  const files = [...event.target.files];
  event.target.value = "";
  addAll(files);
}

function pasted(event) {
  const files = [...(event.clipboardData?.files || [])];
  if (!files.length) return;
  event.preventDefault();
  const now = new Date().toLocaleTimeString("da");
  addAll(files.map((file, at) => new File([file], `${says.saysPasted} ${now} ${at + 1}.png`, { type: file.type })));
}

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
  event.preventDefault();
  const button = event.submitter;
  delete form.dataset.sent;
  if (button?.value === "discard") { go(button); return; }
  await arrived;
  if (await save()) go(button);
}

function go(button) {
  sent = true;
  dirty = false;
  delete form.dataset.sent;
  form.elements.csrfmiddlewaretoken.value = token();
  form.requestSubmit(button);
}

form.addEventListener("input", changed);
form.addEventListener("change", changed);
form.addEventListener("click", removed);
form.addEventListener("submit", send);
document.getElementById("camera").addEventListener("change", picked);
document.getElementById("files").addEventListener("change", picked);
document.addEventListener("paste", pasted);
const drop = document.getElementById("drop");
drop.addEventListener("dragover", (event) => event.preventDefault());
drop.addEventListener("drop", (event) => { event.preventDefault(); addAll([...event.dataTransfer.files]); });
window.addEventListener("online", () => { if (dirty) save(); });
window.addEventListener("offline", () => say(says.saysOffline));
window.addEventListener("focus", () => { if (dirty) save(); });
window.addEventListener("beforeunload", (event) => { if (dirty || arriving) event.preventDefault(); });
window.addEventListener("pageshow", () => { sent = false; });
