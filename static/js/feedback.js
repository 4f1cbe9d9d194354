// What a page says of what somebody does: that a button works, and what came of it.

const GIVEN_UP = 20_000; // milliseconds after which a button can be pressed again
const SHOWN = 8000; // milliseconds that a toast stays

// A form that is on its way says so at its button, and is not sent a second time.
document.addEventListener("submit", (event) => {
  const { target: form, submitter: button } = event;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "on";
  if (button?.classList.contains("button")) work(button);
  setTimeout(() => rest(form, button), GIVEN_UP);
});

// Whoever comes back by the browser's own button finds it as it was.
window.addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const form of document.querySelectorAll("form[data-sent]")) {
    rest(form, form.querySelector(".button-busy"));
  }
});

function word(button) {
  return [...button.childNodes].findLast(
    (node) => node.nodeType === Node.TEXT_NODE && node.data.trim(),
  );
}

function work(button) {
  button.style.minWidth = `${button.offsetWidth}px`;
  button.classList.add("button-busy");
  button.setAttribute("aria-disabled", "true");
  const text = word(button);
  if (!text || !button.dataset.meanwhile) return;
  button.dataset.idle = text.data;
  text.data = ` ${button.dataset.meanwhile}`;
}

function rest(form, button) {
  delete form.dataset.sent;
  if (!button) return;
  button.classList.remove("button-busy");
  button.removeAttribute("aria-disabled");
  if (button.dataset.idle) word(button).data = button.dataset.idle;
}

// What is said at the top of the page is echoed where the eyes are. Only an echo: readers hear the
// first, and the words here come from the style sheet.
const said = document.querySelector("[data-toast]");
if (said) {
  const toast = said.content.firstElementChild.cloneNode(true);
  const words = toast.querySelector("[data-toast-words]");
  words.dataset.toastWords = [...said.parentElement.querySelectorAll(".notice")]
    .map((notice) => notice.textContent.trim())
    .join(" ");
  let timer = 0;
  const stay = () => clearTimeout(timer);
  const wait = () => {
    stay();
    timer = setTimeout(() => toast.remove(), SHOWN);
  };
  toast.addEventListener("pointerenter", stay);
  toast.addEventListener("pointerleave", wait);
  toast.addEventListener("focusin", stay);
  toast.addEventListener("focusout", wait);
  toast.querySelector("button").addEventListener("click", () => {
    toast.remove();
    stay();
  });
  document.querySelector("main").append(toast);
  wait();
}

// A page that answered a form has the address of what it made: Back and Reload come to that, not
// to a question whether to send the form again.
const made = document.querySelector("[data-address]");
if (made) history.replaceState(null, "", made.dataset.address);
