// Roomy or compact at once, without a new page; the choice is also kept for the person on the server.
export function startDensity() {
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.matches("[data-density-switch]")) return;
    event.preventDefault();
    const chosen = form.elements.density.value;
    const sent = fetch(form.action, { method: "POST", body: new FormData(form), redirect: "manual" });
    document.documentElement.dataset.density = chosen;
    form.elements.density.value = chosen === "compact" ? "roomy" : "compact";
    form.querySelector("button").textContent = chosen === "compact" ? "Roomy view" : "Compact view";
    await sent.catch(() => {}); // only a preference: it will be asked for again
  });
}
