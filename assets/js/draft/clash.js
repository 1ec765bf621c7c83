// Two versions of the same form: shows where they differ and lets the person choose. Nothing is overwritten before they do.
import { labelOf } from "./fields.js";

function made(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

function words(values) {
  return (values || []).filter(Boolean).join(", ") || "Nothing";
}

function button(text, act) {
  const element = made("button", { type: "button", class: "govuk-button govuk-button--secondary kith-button-small" }, text);
  element.addEventListener("click", act);
  return element;
}

// `names` are the fields that differ; `done` is told the choice: "mine", or "theirs".
export function showClash(form, names, mine, theirs, done) {
  document.getElementById("kith-clash")?.remove();
  const body = made("tbody", {});
  for (const name of names) {
    const cell = (label, text) => made("td", { "data-label": label, dir: "auto" }, text);
    const row = made("tr", {}, made("th", { scope: "row" }, labelOf(form, name)));
    row.append(cell("Yours", words(mine[name])), cell("The other", words(theirs[name])));
    body.append(row);
  }
  const head = made("tr", {});
  for (const title of ["Where", "Yours, in this window", "The other, saved since"]) head.append(made("th", { scope: "col" }, title));
  const table = made("table", { class: "kith-table kith-table--stack" }, made("thead", {}, head), body);
  const box = made("section", { class: "kith-note kith-clash", id: "kith-clash", tabindex: "-1", "aria-labelledby": "kith-clash-title" });
  const choose = (which) => () => {
    box.remove();
    done(which);
  };
  const actions = made("div", { class: "kith-actions" }, button("Keep mine", choose("mine")), button("Use the other", choose("theirs")));
  const title = made("h2", { class: "kith-h", id: "kith-clash-title" }, "Someone else changed this, or you did in another window");
  box.append(title, table, actions);
  form.prepend(box);
}
