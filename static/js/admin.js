// What the widgets of Django admin lack for readers: names, and a role for what has one.

function complete() {
  const parts = ".select2-selection__rendered, .select2-search__field";
  for (const shown of document.querySelectorAll(parts)) {
    const field = shown.closest(".select2-container").previousElementSibling;
    const label = document.querySelector(`label[for="${field?.id}"]`);
    if (label) shown.setAttribute("aria-label", label.textContent.replace(":", "").trim());
  }
  for (const tip of document.querySelectorAll(".help-tooltip[aria-label]:not([role])")) {
    tip.setAttribute("role", "img");
  }
}

window.addEventListener("load", () => setTimeout(complete));
document.addEventListener("formset:added", complete);
