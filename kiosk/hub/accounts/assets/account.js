// Passkeys (Web Authentication, Level 3) and the copying of a link. Without this script the pages work by password.

const decode = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const encode = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const list = (descriptors) => (descriptors ?? []).map((d) => ({ ...d, id: decode(d.id) }));

// The hub answers a refusal with a text for the person at the screen.
class Refused extends Error {}

async function post(path, body) {
  const response = await fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/json" },
    body: JSON.stringify(body ?? {}),
  });
  const answer = await response.json();
  if (!response.ok) throw new Refused(answer.text);
  return answer;
}

const problem = document.getElementById("problem");

function tell(error, fallback) {
  // A ceremony that the person broke off is no problem to tell of at length; the browser has said why.
  problem.querySelector("p").textContent = error instanceof Refused ? error.message : fallback;
  problem.hidden = false;
  problem.scrollIntoView({ block: "nearest" });
}

async function busy(button, fallback, work) {
  problem.hidden = true;
  button.disabled = true;
  try {
    await work();
  } catch (error) {
    tell(error, fallback);
  } finally {
    button.disabled = false;
  }
}

async function logIn(next) {
  const { publicKey } = await post("/account/login/passkey");
  const credential = await navigator.credentials.get({
    publicKey: { ...publicKey, challenge: decode(publicKey.challenge), allowCredentials: list(publicKey.allowCredentials) },
  });
  const { response } = credential;
  const answer = await post(`/account/login/passkey/answer?next=${encodeURIComponent(next)}`, {
    id: credential.id,
    rawId: encode(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: {
      authenticatorData: encode(response.authenticatorData),
      clientDataJSON: encode(response.clientDataJSON),
      signature: encode(response.signature),
      userHandle: response.userHandle ? encode(response.userHandle) : undefined,
    },
  });
  location.assign(answer.next);
}

async function add(label) {
  const { publicKey } = await post("/account/passkeys");
  const credential = await navigator.credentials.create({
    publicKey: {
      ...publicKey,
      challenge: decode(publicKey.challenge),
      user: { ...publicKey.user, id: decode(publicKey.user.id) },
      excludeCredentials: list(publicKey.excludeCredentials),
    },
  });
  const { response } = credential;
  const answer = await post("/account/passkeys/answer", {
    label,
    answer: {
      id: credential.id,
      rawId: encode(credential.rawId),
      type: credential.type,
      authenticatorAttachment: credential.authenticatorAttachment,
      clientExtensionResults: credential.getClientExtensionResults(),
      response: {
        attestationObject: encode(response.attestationObject),
        clientDataJSON: encode(response.clientDataJSON),
        transports: response.getTransports?.() ?? [],
      },
    },
  });
  location.assign(answer.next);
}

const login = document.getElementById("passkey");
if (login && window.PublicKeyCredential) {
  login.hidden = false;
  const button = login.querySelector("button");
  button.addEventListener("click", () => busy(button, login.dataset.failed, () => logIn(login.dataset.next)));
}

const form = document.getElementById("addpasskey");
if (form && window.PublicKeyCredential) {
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    busy(form.querySelector("button"), form.dataset.failed, () => add(form.elements.label.value));
  });
}

const copy = document.getElementById("copy");
if (copy && navigator.clipboard) {
  copy.hidden = false;
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById("linktext").value);
    copy.textContent = copy.dataset.done;
  });
}
