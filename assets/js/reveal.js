// GOV.UK's radios say `aria-expanded` when they open further fields. ARIA does not allow that on a radio, so it is taken off
// again each time it is written: after a click, and when a page is shown. `aria-controls` stays.
const tidy = () => document.querySelectorAll('input[type="radio"][aria-expanded]').forEach((one) => one.removeAttribute("aria-expanded"));

export function startReveals() {
  tidy();
  document.addEventListener("click", tidy);
  window.addEventListener("pageshow", tidy);
}
