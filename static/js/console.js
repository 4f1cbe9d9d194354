// What the pages gain where there is JavaScript; each of them works without.

document.documentElement.dataset.script = "on";

// The next page shows times in the zone of this browser.
const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
const { zoneCookie } = document.documentElement.dataset;
if (timeZone && zoneCookie && !document.cookie.split("; ").includes(`${zoneCookie}=${timeZone}`)) {
  const secure = zoneCookie.startsWith("__Host-") ? "; Secure" : "";
  document.cookie = `${zoneCookie}=${timeZone}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
}

function say(button, text) {
  const near = button.closest(".field, section")?.querySelector("[data-copy-status]");
  const status = near ?? document.querySelector("main [data-copy-status]");
  if (status) status.textContent = text;
}

// The button says it for two seconds, by its colour alone if it has no words; the sentence stays.
function markDone(button) {
  const texts = [...button.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE);
  const words = texts.findLast((node) => node.data.trim());
  const { done = document.body.dataset.copyDone } = button.dataset;
  if (button.classList.contains("button-done")) return;
  const before = words?.data;
  button.style.minWidth = `${button.offsetWidth}px`;
  button.classList.add("button-done");
  if (words) words.data = ` ${done}`;
  setTimeout(() => {
    button.classList.remove("button-done");
    if (words) words.data = before;
  }, 2000);
}

async function copy(button) {
  const field = document.getElementById(button.dataset.copy);
  try {
    await navigator.clipboard.writeText(field.value ?? field.textContent);
    say(button, button.dataset.copied);
    markDone(button);
  } catch {
    // No clipboard on plain http, or it was refused.
    field.closest("details")?.setAttribute("open", "");
    field.focus();
    if (field.select) field.select();
    else getSelection().selectAllChildren(field);
    say(button, document.body.dataset.copyByHand);
  }
}

// Also what a live part of the page brings later.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy]");
  if (button) copy(button);
});

// A part of a form that only one choice needs.
for (const part of document.querySelectorAll("[data-shown-for]")) {
  const choice = document.getElementById(part.dataset.shownFor);
  const show = () => {
    part.hidden = choice.value !== part.dataset.shownValue;
  };
  choice.addEventListener("change", show);
  show();
}

// `[` and `]` go to the entries around one. Some keyboards have them with AltGr, which is Ctrl+Alt.
document.addEventListener("keydown", (event) => {
  const step = { "[": "newer", "]": "older" }[event.key];
  const isTyping = event.target.closest("input, textarea, select, [contenteditable]");
  if (!step || isTyping || event.metaKey || event.ctrlKey !== event.altKey) return;
  document.querySelector(`a[data-step="${step}"][href]`)?.click();
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

// A breadcrumb leads to its list as it was last seen in this tab: filters, order and page.
try {
  if (document.querySelector(".toolbar")) {
    sessionStorage.setItem(`list:${location.pathname}`, location.search);
  }
  for (const link of document.querySelectorAll(".crumb a")) {
    link.search ||= sessionStorage.getItem(`list:${link.pathname}`) ?? "";
  }
} catch {
  // Whoever lets sites keep nothing comes back to the whole list.
}
