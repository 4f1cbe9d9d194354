// What the pages gain where there is JavaScript; each of them works without.

document.documentElement.dataset.script = "on";

function say(button, text) {
  const scope = button.closest("section, main");
  const status = scope.querySelector("[data-copy-status]");
  if (status) status.textContent = text;
}

async function copy(button) {
  const field = document.getElementById(button.dataset.copy);
  try {
    await navigator.clipboard.writeText(field.value);
    say(button, button.dataset.copied);
  } catch {
    // No clipboard on plain http, or it was refused.
    field.focus();
    field.select();
    say(button, "Press Ctrl+C (on a Mac, Command+C) to copy.");
  }
}

for (const button of document.querySelectorAll("[data-copy]")) {
  button.addEventListener("click", () => copy(button));
}

// A part of a form that only one choice needs.
for (const part of document.querySelectorAll("[data-shown-for]")) {
  const choice = document.getElementById(part.dataset.shownFor);
  const show = () => {
    part.hidden = choice.value !== part.dataset.shownValue;
  };
  choice.addEventListener("change", show);
  show();
}

// `/` and Ctrl+K go to the search in the bar; nothing is taken from whoever types elsewhere.
const finder = document.querySelector("[data-finder]");
document.addEventListener("keydown", (event) => {
  const isTyping = event.target.closest("input, textarea, select, [contenteditable]");
  const isSlash = event.key === "/" && !isTyping && !event.ctrlKey && !event.metaKey && !event.altKey;
  const isK = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey);
  if (!finder || finder.offsetParent === null || !(isSlash || isK)) return;
  event.preventDefault();
  finder.focus();
  finder.select();
});

// Whoever chooses a filter keeps what is typed into the search beside it.
for (const form of document.querySelectorAll(".filter-menu")) {
  form.addEventListener("submit", () => {
    const search = form.closest("[role=search]").querySelector("input[type=search]");
    const kept = form.querySelector(`input[name="${search.name}"]`) ?? document.createElement("input");
    kept.type = "hidden";
    kept.name = search.name;
    kept.value = search.value;
    kept.disabled = !search.value;
    form.append(kept);
  });
}

// A filter's menu closes by Esc, which goes back to its button, and by a click elsewhere.
for (const filter of document.querySelectorAll("[data-filter]")) {
  filter.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !filter.open) return;
    event.preventDefault();
    filter.open = false;
    filter.querySelector("summary").focus();
  });
  document.addEventListener("click", (event) => {
    if (!filter.contains(event.target)) filter.open = false;
  });
}
