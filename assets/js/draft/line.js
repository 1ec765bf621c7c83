// The line that says whether what was typed is safe. What it says aloud changes with its state, not with every save.
const LONDON = { timeZone: "Europe/London", hour: "2-digit", minute: "2-digit" };

export class Line {
  constructor(form) {
    this.shown = form.querySelector("[data-draft-line]") || this.#made(form);
    this.spoken = document.createElement("span");
    this.spoken.className = "govuk-visually-hidden";
    this.spoken.setAttribute("role", "status");
    this.shown.after(this.spoken);
    setInterval(() => this.#tick(), 5000);
  }

  #made(form) {
    const line = document.createElement("p");
    line.className = "kith-saved govuk-!-margin-bottom-4";
    const actions = form.querySelector(".kith-actions");
    if (actions) actions.before(line);
    else form.append(line);
    return line;
  }

  saved(at, here) {
    this.clock = new Date(at).toLocaleTimeString("en-GB", LONDON);
    this.heard = performance.now();
    this.here = here;
    this.#state("saved", "Saved", "", false);
    this.#tick();
  }

  // Who else has this form open: said where the page has a place for it.
  beside(names) {
    const place = document.querySelector("[data-others]");
    if (!place) return;
    place.hidden = names.length === 0;
    const verb = names.length === 1 ? "has" : "have";
    if (names.length) place.textContent = `${names.join(" and ")} ${verb} this section open too. Nothing of yours is locked.`;
  }

  // Words that blame a child, each with a better one: a suggestion under the form, in nobody's way.
  anotherLook(found) {
    if (!found.length && !this.look) return;
    this.look ??= this.#lookingPlace();
    this.look.hidden = found.length === 0;
    const lines = found.map(({ found: words, instead, why }) => {
      const line = document.createElement("li");
      const bold = document.createElement("b");
      bold.textContent = `“${words}”`;
      line.append(bold, `: ${instead}. ${why}.`);
      return line;
    });
    this.look.querySelector("ul").replaceChildren(...lines);
  }

  #lookingPlace() {
    const place = document.createElement("div");
    place.className = "kith-small kith-look";
    const heading = document.createElement("p");
    heading.textContent = "Words worth another look. Keep them if they are right:";
    heading.className = "govuk-!-margin-bottom-1";
    place.append(heading, document.createElement("ul"));
    this.spoken.after(place);
    return place;
  }

  unsent(here) {
    this.#state("unsent", "Not sent yet:", here ? "kept on this device" : "keep this page open", true);
  }

  signedOut(here) {
    const rest = here ? "kept on this device. " : "keep this page open. ";
    this.#state("signed-out", "You are signed out:", rest, true, { words: "Sign in again", signIn: true });
  }

  refused(why) {
    this.#state("refused", "Not saved as a draft:", why, true);
  }

  over() {
    this.#state("over", "You sent this already:", "what you change here is not kept. ", true, { words: "Begin a new one", href: location.pathname });
  }

  clash() {
    this.#state("clash", "Someone else changed this:", "", true, { words: "compare", href: "#kith-clash" });
  }

  #state(name, strong, words, warning, link) {
    this.shown.classList.toggle("kith-saved--offline", warning);
    const bold = document.createElement("b");
    bold.textContent = strong;
    this.rest = document.createElement("span");
    this.rest.textContent = words;
    this.shown.replaceChildren(bold, " ", this.rest);
    if (link) this.rest.append(this.#link(link));
    if (this.state !== name) this.spoken.textContent = `${strong} ${this.rest.textContent}`.trim();
    this.state = name;
  }

  #link({ words, href, signIn }) {
    const link = document.createElement("a");
    link.className = "govuk-link";
    link.textContent = signIn ? `${words} (opens in a new tab)` : words;
    link.href = signIn ? `/accounts/login/?next=${encodeURIComponent(location.pathname + location.search)}` : href;
    if (signIn) link.target = "_blank";
    return link;
  }

  #tick() {
    if (this.state !== "saved") return;
    const seconds = Math.floor((performance.now() - this.heard) / 1000);
    const ago = seconds < 3 ? "just now" : seconds < 60 ? `${seconds} seconds ago` : minutes(Math.floor(seconds / 60));
    this.rest.textContent = `${this.clock}, ${ago}.${this.here ? " Also on this device." : ""}`;
  }
}

function minutes(number) {
  return number === 1 ? "1 minute ago" : `${number} minutes ago`;
}
