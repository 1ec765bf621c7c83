// What stands in a form, as field names with their values; and back again.
const NOT_TEXT = new Set(["submit", "button", "reset", "image", "file", "password"]);
const NOT_KEPT = new Set(["csrfmiddlewaretoken", "request_key", "seen_version", "next", "shown", "read_up_to"]);

function controls(form) {
  return Array.from(form.elements).filter(
    (one) => one.name && !NOT_TEXT.has(one.type) && !NOT_KEPT.has(one.name) && one.tagName !== "FIELDSET" && one.tagName !== "BUTTON",
  );
}

function valuesOf(control) {
  if (control.type === "checkbox" || control.type === "radio") return control.checked ? [control.value] : [];
  if (control.type === "select-multiple") return Array.from(control.selectedOptions, (option) => option.value);
  return [control.value];
}

export function read(form) {
  const data = {};
  for (const control of controls(form)) data[control.name] = [...(data[control.name] || []), ...valuesOf(control)];
  return data;
}

// Puts values into the form and gives back the names that the form has no place for.
export function write(form, data) {
  const left = new Map(Object.entries(data).map(([name, values]) => [name, [...values]]));
  for (const control of controls(form)) {
    const values = left.get(control.name);
    if (!values) continue;
    if (control.type === "checkbox" || control.type === "radio") control.checked = values.includes(control.value);
    else if (control.type === "select-multiple") {
      for (const option of control.options) option.selected = values.includes(option.value);
    } else control.value = values.shift() ?? "";
  }
  const here = new Set(controls(form).map((control) => control.name));
  // GOV.UK's radios and checkboxes look again at what they open when a page is shown.
  window.dispatchEvent(new Event("pageshow"));
  return Object.keys(data).filter((name) => !here.has(name));
}

const spelled = (values) => JSON.stringify(values || []);

export function differing(one, other) {
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return Array.from(names).filter((name) => spelled(one[name]) !== spelled(other[name]));
}

export const same = (one, other) => differing(one, other).length === 0;

// Whether all that stands in one also stands in the other: the same answers, or texts that the other only goes on with.
export function within(one, other) {
  const begins = (values, longer) => values.every((value, at) => !value || longer[at]?.startsWith(value));
  const told = (values) => (values || []).filter(Boolean).length > 0;
  return differing(one, other).every((name) => !told(one[name]) || begins(one[name], other[name] || []));
}

// The words beside a control, for a person who must choose between two versions of it.
export function labelOf(form, name) {
  const control = controls(form).find((one) => one.name === name);
  if (!control) return name;
  const own = control.labels?.[0]?.textContent.trim() || name;
  const legend = control.closest("fieldset")?.querySelector("legend")?.textContent.trim();
  return ["radio", "checkbox"].includes(control.type) ? legend || own : legend && own.length < 6 ? `${legend}: ${own}` : own;
}
