// The search in the bar, as a combobox with a list; without this it is a form that opens a page.
//
// `/` and Ctrl+K go there, arrows choose, Enter opens, Esc closes, `?` shows the keys. Nothing is
// taken from whoever types into a field.

const PAUSE = 120; // milliseconds that a typing hand rests before it is asked

const form = document.querySelector("[data-finder]");
const field = form?.querySelector("input");
const panel = form?.querySelector("[data-found]");
const told = form?.querySelector("[data-found-status]");
const keys = document.getElementById("keys");
let chosen = null;
let timer = 0;
let asking = null;

function options() {
  return [...panel.querySelectorAll("[role=option]")];
}

function choose(option) {
  chosen?.setAttribute("aria-selected", "false");
  chosen = option;
  if (!option) return field.removeAttribute("aria-activedescendant");
  option.setAttribute("aria-selected", "true");
  option.scrollIntoView({ block: "nearest" });
  field.setAttribute("aria-activedescendant", option.id);
}

function close() {
  clearTimeout(timer);
  asking?.abort();
  choose(null);
  panel.hidden = true;
  field.setAttribute("aria-expanded", "false");
  told.textContent = "";
}

async function ask() {
  const text = field.value.trim();
  if (!text) return close();
  asking?.abort();
  const mine = (asking = new AbortController());
  try {
    const address = `${form.dataset.finder}?${new URLSearchParams({ search: text })}`;
    const answer = await fetch(address, { signal: mine.signal, headers: { Accept: "text/html" } });
    if (!answer.ok || answer.redirected) return; // Enter still opens the page
    const html = await answer.text();
    if (asking !== mine || document.activeElement !== field) return;
    show(html);
  } catch {
    // Given up for a newer question, or out of reach: Enter still opens the page.
  }
}

function show(html) {
  choose(null);
  panel.innerHTML = html;
  panel.hidden = false;
  field.setAttribute("aria-expanded", String(options().length > 0));
  told.textContent = panel.querySelector("[data-found-words]").textContent;
}

function move(step) {
  const all = options();
  choose(all[all.indexOf(chosen) + step] ?? all.at(step > 0 ? 0 : -1));
}

function press(event) {
  if (event.isComposing) return;
  if (event.key === "Escape" && !panel.hidden) {
    event.preventDefault(); // the first one closes, the next one empties the field
    close();
  } else if (event.key === "Enter" && chosen) {
    event.preventDefault();
    chosen.click();
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    if (panel.hidden) ask();
    else move(event.key === "ArrowDown" ? 1 : -1);
  }
}

function open() {
  if (field.offsetParent === null) {
    document.querySelector("[data-finder-page]").click(); // no room for it in the bar
  } else {
    field.focus();
    field.select();
  }
}

function help() {
  keys.showModal();
}

if (form) {
  field.setAttribute("role", "combobox");
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-expanded", "false");
  field.setAttribute("aria-controls", "found-list");
  field.addEventListener("keydown", press);
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  });
  form.addEventListener("focusout", (event) => {
    if (!form.contains(event.relatedTarget)) close();
  });
  panel.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus
}

document.querySelector("[data-keys]")?.addEventListener("click", help);
document.addEventListener("keydown", (event) => {
  const isTyping = event.target.closest("input, textarea, select, [contenteditable]");
  if (isTyping || document.querySelector("dialog[open]") || event.altKey) return;
  const isHeld = event.ctrlKey || event.metaKey;
  const isSearch = isHeld ? event.key.toLowerCase() === "k" : event.key === "/";
  if (isSearch && form) {
    event.preventDefault();
    open();
  } else if (event.key === "?" && !isHeld) {
    event.preventDefault();
    help();
  }
});
