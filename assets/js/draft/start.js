// Wakes the drafts of a page, and forgets what must be forgotten: accepted texts, old texts, and all of a person's texts when
// they sign out.
import { Draft } from "./draft.js";
import * as store from "./store.js";

const quietly = (promise) => promise.catch(() => {}); // a browser that keeps nothing has nothing to forget

export async function startDrafts() {
  const person = document.querySelector('meta[name="kith-person"]')?.content;
  const drafts = person ? Array.from(document.querySelectorAll("form[data-draft]"), (form) => new Draft(form, person)) : [];
  drafts.forEach((draft) => draft.listen());
  if (store.able()) await quietly(store.forgetOld());
  if (!person) return;
  if (store.able()) {
    for (const element of document.querySelectorAll("[data-draft-accepted]")) {
      await quietly(store.forget(person, element.dataset.draftAccepted));
    }
  }
  drafts.forEach((draft) => draft.start());
  document.querySelectorAll("form[data-sign-out]").forEach((form) => signingOut(form, person, drafts));
}

function signingOut(form, person, drafts) {
  form.addEventListener("submit", async (event) => {
    if (form.dataset.settled) return;
    event.preventDefault();
    const settled = await Promise.all(drafts.map((draft) => draft.settle()));
    const warning = "Some of what you typed could not be sent. Signing out erases it from this device. Sign out all the same?";
    if (!settled.every(Boolean) && !window.confirm(warning)) return;
    await Promise.all(drafts.map((draft) => draft.forget()));
    if (store.able()) await quietly(store.forgetPerson(person));
    form.dataset.settled = "yes";
    form.submit();
  });
}
