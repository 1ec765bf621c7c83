// Text kept in this browser (decision 15): encrypted with a key that belongs to one person and cannot be taken out of the
// browser, forgotten when they sign out, when the text was accepted, and after 72 hours.
const NAME = "kith-drafts";
const KEPT_FOR = 72 * 60 * 60 * 1000;

function asked(request) {
  return new Promise((done, failed) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  });
}

function opened() {
  const request = indexedDB.open(NAME, 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore("keys");
    request.result.createObjectStore("texts", { keyPath: "id" });
  };
  return asked(request);
}

async function within(store, mode, work) {
  const base = await opened();
  try {
    return await asked(work(base.transaction(store, mode).objectStore(store)));
  } finally {
    base.close();
  }
}

async function keyOf(person) {
  const found = await within("keys", "readonly", (keys) => keys.get(person));
  if (found) return found;
  const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  // Another tab may have made one meanwhile: the first stands, or its texts would be lost.
  await within("keys", "readwrite", (keys) => keys.add(made, person)).catch(() => {});
  return within("keys", "readonly", (keys) => keys.get(person));
}

// The address of a draft may name a child's record, so it is not written down as it is.
async function idOf(person, url) {
  const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(`${person} ${url}`));
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// Whether this browser can keep text safely: it must be a secure page (https, or localhost).
export function able() {
  return Boolean(globalThis.indexedDB && globalThis.crypto?.subtle);
}

export async function keep(person, url, text) {
  const [id, key] = await Promise.all([idOf(person, url), keyOf(person)]);
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const shape = { name: "AES-GCM", iv, additionalData: new TextEncoder().encode(id) };
  const bytes = await crypto.subtle.encrypt(shape, key, new TextEncoder().encode(JSON.stringify(text)));
  await within("texts", "readwrite", (texts) => texts.put({ id, person, at: Date.now(), iv, bytes }));
}

export async function kept(person, url) {
  const id = await idOf(person, url);
  const found = await within("texts", "readonly", (texts) => texts.get(id));
  if (!found || Date.now() - found.at > KEPT_FOR) return null;
  const shape = { name: "AES-GCM", iv: found.iv, additionalData: new TextEncoder().encode(id) };
  try {
    return JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt(shape, await keyOf(person), found.bytes)));
  } catch {
    return null; // its key is gone, so nobody can read it any more
  }
}

export async function forget(person, url) {
  const id = await idOf(person, url);
  await within("texts", "readwrite", (texts) => texts.delete(id));
}

async function forgetWhere(which) {
  const all = await within("texts", "readonly", (texts) => texts.getAll());
  for (const text of all.filter(which)) await within("texts", "readwrite", (texts) => texts.delete(text.id));
}

export function forgetOld() {
  return forgetWhere((text) => Date.now() - text.at > KEPT_FOR);
}

export async function forgetPerson(person) {
  await forgetWhere((text) => text.person === person);
  await within("keys", "readwrite", (keys) => keys.delete(person));
}
