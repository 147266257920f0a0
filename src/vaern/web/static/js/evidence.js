// The evidence page of a case: files are added without leaving it.

import { start } from "./upload.js";

const box = document.getElementById("drop");

function token() {
  const found = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
  return found ? found[1] : box.closest("form").elements.csrfmiddlewaretoken.value;
}

start(box, token);
