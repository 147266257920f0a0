// Files one by one, in pieces that are sealed as they arrive, with progress. A lost connection is waited for, and the
// file goes on from where it stopped (tus 1.0). Chosen, dropped or pasted: it is the same. Forms work without this file.

import { sha256, bytesToHex } from "../vendor/noble-hashes/sha256.js";

const PIECE = 4 * 1024 * 1024;
const WAITS = [1000, 2000, 4000, 8000, 15000];
const UNREADABLE = ["NotReadableError", "NotFoundError"]; // what browsers say of a file that is not as it was chosen
const NAMELESS = "image.png"; // what browsers call a picture from the clipboard that never was a file

export function start(box, token) {
  const says = box.dataset;
  const list = document.getElementById(says.list);
  const status = document.getElementById(says.status);
  let arriving = 0;
  let arrived = Promise.resolve();

  function addAll(files) {
    const before = arrived;
    const chosen = files.map((file) => [file, waitingLine(list, file.name, says)]);
    arriving += 1;
    arrived = (async () => { await before; for (const [file, shown] of chosen) await add(file, shown); })()
      .finally(() => { arriving -= 1; });
  }

  async function add(file, shown) {
    if (shown.stopped) return;
    if (file.size === 0) { give(shown, says.saysEmpty); return; }
    shown.text.textContent = says.saysChecking;
    try {
      const reply = await send(file, { says, token, shown });
      if (reply.status !== 201) { give(shown, refusal(reply, says)); return; }
      const holder = document.createElement("template");
      holder.innerHTML = reply.responseText;
      const late = holder.content.querySelector("[data-say]");
      const seal = holder.content.querySelector(".v-seal");
      status.textContent = late ? `${file.name}: ${late.textContent}` : `${seal.textContent} ${file.name}`;
      shown.line.replaceWith(holder.content);
    } catch (ended) {
      const changed = UNREADABLE.includes(ended?.name);
      if ((shown.stopped || changed) && shown.address) ask("DELETE", shown.address, { says, token, shown });
      give(shown, changed ? says.saysChanged : ended?.says || says.saysUploadFailed);
    }
  }

  function take(input) {
    const files = [...input.files];
    input.value = "";
    addAll(files);
  }

  function pasted(event) {
    const files = [...(event.clipboardData?.files || [])];
    if (!files.length || isWriting(event)) return;
    event.preventDefault();
    addAll(files.map((file, at) => (file.name === NAMELESS ? named(file, at + 1, says) : file)));
  }

  for (const input of box.querySelectorAll("input[type=file]")) {
    input.addEventListener("change", () => take(input));
    if (input.files.length) take(input); // chosen before this file had come over a slow line
  }
  document.addEventListener("paste", pasted);
  for (const kind of ["dragover", "drop"]) document.addEventListener(kind, stay);
  box.addEventListener("dragover", (event) => { event.preventDefault(); box.classList.add("is-over"); });
  box.addEventListener("dragleave", () => box.classList.remove("is-over"));
  box.addEventListener("drop", (event) => {
    event.preventDefault();
    box.classList.remove("is-over");
    addAll([...event.dataTransfer.files]);
  });
  window.addEventListener("beforeunload", (event) => { if (arriving) event.preventDefault(); });
  return { busy: () => arriving > 0, arrived: () => arrived };
}

// Words that come with a picture of themselves (cells of a spreadsheet) belong in the box where she writes.
function isWriting(event) {
  return Boolean(event.target.matches?.(":read-write")) && event.clipboardData.types.includes("text/plain");
}

// A file that is dropped beside the box would be opened by the browser in place of the page.
function stay(event) {
  if (event.dataTransfer?.types.includes("Files")) event.preventDefault();
}

function named(file, number, says) {
  const ending = file.type.split("/")[1]?.replace("jpeg", "jpg") || "png";
  return new File([file], `${says.saysPasted} ${new Date().toLocaleTimeString("da")} ${number}.${ending}`, { type: file.type });
}

// One file ---------------------------------------------------------------------------------------

async function send(file, on) {
  const whole = sha256.create();
  const key = `vaern-upload ${on.says.begin} ${file.size} ${file.lastModified} ${file.name}`;
  let { address, at } = await found(file, key, on);
  on.shown.address = address;
  let hashed = 0;
  for (let wrong = 0; at < file.size;) {
    if (on.shown.stopped) throw { says: on.says.saysStopped };
    const from = Math.min(at, hashed);
    const piece = new Uint8Array(await file.slice(from, from + PIECE).arrayBuffer());
    if (from === hashed) { whole.update(piece); hashed += piece.length; }
    if (from !== at) continue;
    const reply = await lasting(() => patch(address, at, piece, file, on), on);
    if (reply.status === 204) { at = Number(reply.getResponseHeader("Upload-Offset")); wrong = 0; continue; }
    if (![409, 422, 460].includes(reply.status) || (wrong += 1) > 5) throw { says: refusal(reply, on.says) };
    at = await offset(address, on);
    if (at === null) throw { says: on.says.saysUploadFailed };
  }
  while (hashed < file.size) {
    const piece = new Uint8Array(await file.slice(hashed, hashed + PIECE).arrayBuffer());
    whole.update(piece);
    hashed += piece.length;
  }
  on.shown.text.textContent = on.says.saysSealing;
  const digest = bytesToHex(whole.digest());
  const reply = await lasting(() => ask("POST", address, on, { "X-Sha256": digest }), on);
  sessionStorage.removeItem(key);
  return reply;
}

// Where the file goes: the place that was begun before a reload, or a new one.
async function found(file, key, on) {
  const before = sessionStorage.getItem(key);
  if (before) {
    const at = await offset(before, on);
    if (at !== null) return { address: before, at };
  }
  const name = btoa(String.fromCharCode(...new TextEncoder().encode(file.name)));
  const headers = { "Upload-Length": String(file.size), "Upload-Metadata": `filename ${name}` };
  const reply = await lasting(() => ask("POST", on.says.begin, on, headers), on);
  if (reply.status !== 201) throw { says: refusal(reply, on.says) };
  const address = reply.getResponseHeader("Location");
  sessionStorage.setItem(key, address);
  return { address, at: 0 };
}

async function offset(address, on) {
  const reply = await lasting(() => ask("HEAD", address, on), on);
  const at = reply.getResponseHeader("Upload-Offset");
  return reply.status === 200 && /^\d+$/.test(at) ? Number(at) : null;
}

async function patch(address, at, piece, file, on) {
  const digest = crypto.subtle ? new Uint8Array(await crypto.subtle.digest("SHA-256", piece)) : sha256(piece);
  const headers = {
    "Content-Type": "application/offset+octet-stream",
    "Upload-Offset": String(at),
    "Upload-Checksum": `sha256 ${btoa(String.fromCharCode(...digest))}`,
  };
  on.shown.text.textContent = on.says.saysUploading;
  return ask("PATCH", address, on, headers, piece, (sent) => { on.shown.bar.value = (100 * (at + sent)) / file.size; });
}

function ask(method, address, on, headers = {}, body = null, progress = null) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open(method, address);
    const all = { "Tus-Resumable": "1.0.0", "X-CSRFToken": on.token(), Accept: "application/json", ...headers };
    for (const [name, value] of Object.entries(all)) request.setRequestHeader(name, value);
    if (progress) request.upload.onprogress = (event) => progress(event.loaded);
    request.onloadend = () => resolve(request);
    on.shown.stop = () => request.abort();
    request.send(body);
  });
}

// Ask until there is an answer: while the line is down, the server rests, or somebody must sign in again.
async function lasting(once, on) {
  for (let tries = 0; ; tries += 1) {
    if (on.shown.stopped) throw { says: on.says.saysStopped };
    const reply = await once();
    if (on.shown.stopped) throw { says: on.says.saysStopped };
    const away = reply.status === 0 || reply.status >= 502;
    if (!away && reply.status !== 401 && reply.status !== 403) return reply;
    if (away) on.shown.text.textContent = on.says.saysWaiting; else signedOut(on);
    await rest(WAITS[Math.min(tries, WAITS.length - 1)]);
  }
}

// Said once, so that the way in is not taken away under a finger.
function signedOut(on) {
  if (on.shown.text.querySelector("a")) return;
  on.shown.text.textContent = `${on.says.saysSignedOut} `;
  const page = document.getElementById("offline")?.dataset;
  if (!page) return;
  const link = document.createElement("a");
  Object.assign(link, { href: page.signInAt, target: "_blank", rel: "noopener", textContent: page.signIn });
  on.shown.text.append(link);
}

function rest(milliseconds) {
  return new Promise((resolve) => {
    const timer = window.setTimeout(resolve, milliseconds);
    window.addEventListener("online", () => { window.clearTimeout(timer); resolve(); }, { once: true });
  });
}

// The line of one file ---------------------------------------------------------------------------

function waitingLine(list, name, says) {
  const line = document.createElement("li");
  line.className = "v-evidence";
  const box = document.createElement("div");
  const strong = document.createElement("strong");
  const bdi = document.createElement("bdi");
  bdi.textContent = name;
  strong.append(bdi);
  const bar = document.createElement("progress");
  bar.max = 100;
  bar.value = 0;
  bar.setAttribute("aria-label", name);
  const text = document.createElement("p");
  text.className = "v-seal is-waiting";
  text.setAttribute("role", "status");
  text.textContent = says.saysQueued;
  const button = document.createElement("button");
  Object.assign(button, { type: "button", className: "function-link", textContent: `${says.saysStop} ${name}` });
  box.append(strong, text, bar, button);
  line.append(box);
  list.append(line);
  const shown = { line, bar, text, button, stopped: false, stop: () => give(shown, says.saysStopped) };
  button.addEventListener("click", () => { shown.stopped = true; shown.stop(); });
  return shown;
}

function give(shown, text) {
  shown.bar.remove();
  shown.button.remove();
  shown.text.textContent = text;
}

function refusal(reply, says) {
  try { return JSON.parse(reply.responseText).refused || says.saysUploadFailed; } catch { return says.saysUploadFailed; }
}
