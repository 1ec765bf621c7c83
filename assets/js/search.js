// `/` goes to the search box from anywhere but a place where one types.
const TYPING = "input, textarea, select, [contenteditable]";

export function startSearch() {
  const box = document.querySelector('[aria-keyshortcuts="/"]');
  if (!box) return;
  document.addEventListener("keydown", (event) => {
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
    if (event.key !== "/" || !plain || event.target.closest(TYPING)) return;
    event.preventDefault();
    box.focus();
    box.select();
  });
}
