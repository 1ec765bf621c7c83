// Clock pop-outs open without script. With it, one is open at a time everywhere, and Escape or a click elsewhere shuts it.
const OPEN = "details.kith-clock[open]";

function shut(clock, giveFocus) {
  clock.open = false;
  if (giveFocus) clock.querySelector("summary").focus();
}

export function startClocks() {
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    document.querySelectorAll(OPEN).forEach((clock) => shut(clock, clock.contains(document.activeElement)));
  });
  document.addEventListener("click", (event) => {
    document.querySelectorAll(OPEN).forEach((clock) => clock.contains(event.target) || shut(clock, false));
  });
  // `name="clock"` already does this in browsers that know it; the rest need telling. Toggle events do not bubble.
  document.addEventListener(
    "toggle",
    (event) => {
      if (!event.target.matches?.(OPEN)) return;
      document.querySelectorAll(OPEN).forEach((clock) => clock === event.target || shut(clock, false));
      keepInView(event.target.querySelector(".kith-clock__why"));
    },
    true,
  );
}

// A pop-out near the right edge opens towards the left instead of off the page.
function keepInView(why) {
  if (!why) return;
  const clock = why.parentElement;
  if (why.getBoundingClientRect().right > document.documentElement.clientWidth) clock.classList.add("kith-clock--end");
  if (why.getBoundingClientRect().left < 0) clock.classList.remove("kith-clock--end");
}
