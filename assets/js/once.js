// A form is sent once: after the first press its buttons rest. Coming back with the back button wakes them.
export function startOnce() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.getAttribute("method")?.toLowerCase() !== "post") return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    // After this turn, so that the pressed button's own name and value still go with the form.
    setTimeout(() => rest(form, true), 0);
  });
  window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(wake));
}

function rest(form, resting) {
  for (const button of form.elements) {
    if (button.type !== "submit" || (resting && button.disabled)) continue;
    if (resting) button.dataset.resting = "yes";
    if (button.dataset.resting) button.disabled = resting;
    if (!resting) delete button.dataset.resting;
  }
}

export function wake(form) {
  delete form.dataset.sent;
  rest(form, false);
}
