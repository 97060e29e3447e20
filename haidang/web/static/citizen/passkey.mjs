// A passkey: asked for at the door, or made for this account. Shown only where the browser has them.
import { said } from "citizen/app";

const csrf = () => document.body.dataset.csrf;
const octets = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));
const words = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

async function post(url, body) {
  const answer = await fetch(url, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": csrf() },
    body: JSON.stringify(body ?? {}),
  });
  return answer.json();
}

const listed = (several = []) => several.map((one) => ({ ...one, id: octets(one.id) }));

function options({ publicKey }) {
  const read = { ...publicKey, challenge: octets(publicKey.challenge) };
  if (read.user) read.user = { ...read.user, id: octets(read.user.id) };
  if (read.excludeCredentials) read.excludeCredentials = listed(read.excludeCredentials);
  if (read.allowCredentials) read.allowCredentials = listed(read.allowCredentials);
  return { publicKey: read };
}

function written({ id, rawId, type, response }) {
  const told = { clientDataJSON: words(response.clientDataJSON) };
  for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"])
    if (response[name]) told[name] = words(response[name]);
  return { id, rawId: words(rawId), type, response: told, clientExtensionResults: {} };
}

for (const part of document.querySelectorAll("[data-passkey]")) {
  if (!window.PublicKeyCredential) continue;
  part.hidden = false;
  const note = part.querySelector("[data-said]");
  part.querySelector("button").addEventListener("click", async () => {
    note.textContent = "";
    try {
      const asked = options(await post(part.dataset.ask));
      const key = await (part.dataset.make ? navigator.credentials.create(asked) : navigator.credentials.get(asked));
      const { url, why } = await post(part.dataset.answer, written(key));
      if (url) location.assign(url);
      else note.textContent = why;
    } catch {
      note.textContent = said("Đã hủy, hoặc máy này không có khóa. Chọn cách khác.", "Cancelled, or this device has no passkey. Choose another way.");
    }
  });
}
