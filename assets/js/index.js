// A list of questions that stays at the top closes once somebody has gone to one of them.
export function startIndex() {
  for (const index of document.querySelectorAll(".kith-index")) {
    index.addEventListener("click", (event) => {
      if (event.target.closest("a")) index.open = false;
    });
  }
}
