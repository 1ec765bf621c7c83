// Nothing typed is lost (promise 1). What changes in a form is kept in this browser at once and on the server within two
// seconds; when the server, the network or the sign-in is gone, it waits here and is sent when they are back.
import { differing, read, same, within, write } from "./fields.js";
import { Line } from "./line.js";
import { showClash } from "./clash.js";
import * as store from "./store.js";

const SEND_AFTER = 2000;
const TRY_AGAIN = [5000, 10000, 20000, 30000];
const csrfToken = () => /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie)?.[1];
const KEEPALIVE_LIMIT = 60000; // browsers refuse a longer body once the page is going

export class Draft {
  constructor(form, person) {
    this.form = form;
    this.person = person;
    this.url = form.dataset.draft;
    this.version = Number(form.dataset.draftVersion) || 0;
    this.line = new Line(form);
    this.here = store.able();
    this.known = read(form); // what the server has, as far as we know
    this.extra = {}; // kept fields that this page has no place for yet: further blocks of a repeated group
    this.failures = 0;
    this.unsent = false;
  }

  // At once: what is typed while the browser still looks for an older copy is typed all the same.
  listen() {
    for (const kind of ["input", "change"]) this.form.addEventListener(kind, () => this.#typed());
    this.form.addEventListener("submit", () => this.#leaving());
    window.addEventListener("pagehide", () => this.#hidden());
    window.addEventListener("pageshow", () => (this.leaving = false)); // back by the back button
    window.addEventListener("beforeunload", (event) => {
      if (this.unsent && !this.here && !this.leaving) event.preventDefault(); // nowhere else holds it
    });
    window.addEventListener("online", () => this.#soon(0));
    document.addEventListener("visibilitychange", () => (document.hidden ? this.#hidden() : this.unsent && this.#soon(0)));
  }

  async start() {
    await this.#restore().catch(() => (this.here = false));
    this.looked = true;
    if (this.early) this.#changed();
  }

  #all() {
    return { ...this.extra, ...read(this.form) };
  }

  async #restore() {
    if (!this.here) return;
    const old = await store.kept(this.person, this.url);
    this.looked = true;
    if (this.form.dataset.draftTyped !== undefined || (old && same(old.data, this.known))) {
      // The page came back with what was just sent, or shows what we hold: nothing to put back.
      if (this.form.dataset.draftTyped !== undefined) this.#changed();
      return;
    }
    if (!old) return;
    if (old.version === this.version || (!old.sent && this.version === 0)) return this.#putBack(old);
    // The server has moved on from a copy it once had, or got the last words of a tab while it closed.
    if (old.sent || within(old.data, this.known)) return store.forget(this.person, this.url);
    if (within(this.known, old.data)) return this.#putBack(old);
    this.#compare(this.known, old.data, this.version);
  }

  #putBack(old) {
    const key = this.form.elements.request_key;
    if (old.key && key) key.value = old.key; // what comes back is sent under the key it was typed under: never twice
    const now = read(this.form);
    const typed = Object.fromEntries(differing(now, this.known).map((name) => [name, now[name] || []]));
    const missing = write(this.form, { ...old.data, ...typed });
    this.extra = Object.fromEntries(missing.map((name) => [name, old.data[name]]));
    this.redraw = missing.length > 0 && !old.redrawn;
    this.line.unsent(true);
    this.#changed();
  }

  #typed() {
    this.typed = true;
    this.#changed();
  }

  // The request key that the form will be sent under: by it the server knows a form that was sent already.
  #key() {
    return this.form.elements.request_key?.value || "";
  }

  #changed() {
    if (this.clashing || this.over) return;
    this.unsent = true;
    if (!this.looked) return (this.early = true); // an older copy is not to be written over before it was read
    this.#keepHere();
    this.#soon(SEND_AFTER);
  }

  // Keeps the latest text in this browser; while one copy is being written, the next waits its turn.
  #keepHere() {
    this.again = true;
    this.writing ??= this.#writeHere().finally(() => (this.writing = null));
    return this.writing;
  }

  async #writeHere() {
    while (this.again && this.here && !this.forgotten) {
      this.again = false;
      const copy = { data: this.#all(), version: this.version, sent: !this.unsent, redrawn: this.redrawn, key: this.#key() };
      await store.keep(this.person, this.url, copy).catch(() => (this.here = false));
    }
  }

  // No wait at all, because the network or the person came back, goes before a later attempt that is already planned.
  #soon(wait) {
    if (this.clashing || !this.unsent || (this.timer && wait)) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.timer = null;
      this.send();
    }, wait);
  }

  #request(data, extra = {}) {
    const token = csrfToken() || this.form.elements.csrfmiddlewaretoken?.value || "";
    const href = location.pathname + location.search;
    const body = JSON.stringify({ version: this.version, data, href, title: this.#title(), form: this.#key() });
    const headers = { "Content-Type": "application/json", "X-CSRFToken": token };
    return [this.url, { method: "PUT", headers, body, redirect: "manual", credentials: "same-origin", ...extra }];
  }

  #title() {
    const heading = document.querySelector("main h1");
    return (heading?.lastChild?.textContent || document.title).trim().slice(0, 200);
  }

  async send() {
    if (this.sending || this.clashing || !this.unsent) return;
    this.sending = true;
    const data = this.#all();
    let answer;
    try {
      this.going = new AbortController();
      answer = await fetch(...this.#request(data, { signal: this.going.signal }));
    } catch {
      answer = null;
    }
    try {
      await this.#heard(answer, data);
    } finally {
      this.sending = false;
    }
    // Not while the form itself is on its way: what it holds would come after it as a draft of what is sent already.
    if (this.unsent && !this.failures && !this.leaving) this.#soon(SEND_AFTER);
  }

  async #heard(answer, data) {
    if (answer?.ok) return this.#saved(await answer.json(), data);
    if (answer?.status === 409) return this.#clashed(await answer.json(), data);
    if (answer?.status === 400 || answer?.status === 413) return this.line.refused("too long, or not text. It is kept on this device");
    if (answer?.status === 410) return this.#sentAlready();
    if (this.leaving) return;
    if (answer?.status === 401 || answer?.type === "opaqueredirect") this.line.signedOut(this.here);
    else this.line.unsent(this.here);
    this.failures += 1;
    this.#soon(TRY_AGAIN[Math.min(this.failures, TRY_AGAIN.length) - 1]);
  }

  // This form was sent and taken in: it is no draft any more, here or on the server. A form that only this browser had filled
  // again is drawn empty; one that somebody types in says so, and its words stay on the page.
  async #sentAlready() {
    this.over = true;
    this.unsent = false;
    await this.writing;
    await store.forget(this.person, this.url).catch(() => {});
    if (this.typed || this.leaving) this.line.over();
    else location.reload();
  }

  #saved({ version, saved_at: at, others, words }, data) {
    this.version = version;
    this.known = data;
    this.failures = 0;
    this.unsent = !same(this.#all(), data);
    this.line.saved(at, this.here);
    this.line.beside(others || []);
    this.line.anotherLook(words || []);
    if (this.redraw && !this.unsent) {
      this.redrawn = true; // once: a page that still has no place for them keeps them all the same
      return this.#keepHere().then(() => location.reload());
    }
    return this.#keepHere();
  }

  // The server has another version. Where the two changed different things they are joined; else the person chooses.
  #clashed({ version, data: theirs }, mine) {
    const changedHere = new Set(differing(mine, this.known));
    const changedThere = differing(theirs, this.known);
    if (changedThere.some((name) => changedHere.has(name) && !same({ a: mine[name] }, { a: theirs[name] }))) {
      return this.#compare(theirs, mine, version);
    }
    const joined = Object.fromEntries(changedThere.map((name) => [name, theirs[name] || []]));
    Object.assign(this.extra, Object.fromEntries(write(this.form, joined).map((name) => [name, joined[name]])));
    this.version = version;
    this.known = theirs;
    this.#soon(0);
  }

  #compare(theirs, mine, version) {
    this.clashing = true;
    this.line.clash();
    showClash(this.form, differing(mine, theirs), mine, theirs, (choice) => {
      const chosen = choice === "mine" ? mine : theirs;
      this.extra = Object.fromEntries(write(this.form, chosen).map((name) => [name, chosen[name]]));
      this.clashing = false;
      this.version = version;
      this.known = theirs;
      this.#changed();
    });
  }

  // Going to send the form itself: the copy stays until the server says that it took it.
  #leaving() {
    // Signing in again in another tab renews the token; the form's own would then be refused and the text with it.
    const field = this.form.elements.csrfmiddlewaretoken;
    if (field) field.value = csrfToken() || field.value;
    // A draft that arrived after the form was accepted would be a ghost.
    clearTimeout(this.timer);
    this.timer = null;
    this.going?.abort();
    this.leaving = true;
    this.#keepHere();
  }

  #hidden() {
    if (!this.unsent || this.clashing || this.leaving) return;
    const data = this.#all();
    if (JSON.stringify(data).length < KEEPALIVE_LIMIT) fetch(...this.#request(data, { keepalive: true })).catch(() => {});
  }

  // Signing out: a last attempt to send. True when nothing is left unsent.
  async settle() {
    clearTimeout(this.timer);
    this.timer = null;
    while (this.sending) await new Promise((done) => setTimeout(done, 50));
    await this.send();
    return !this.unsent;
  }

  // Nothing more is written here, and nothing is still on its way.
  async forget() {
    this.forgotten = true;
    await this.writing;
  }
}
