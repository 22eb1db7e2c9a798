// What is wrong on a page is said where the reader is.

// An error summary takes the focus when a page arrives with one.
function focusSummary() {
  document.querySelector(".error-summary")?.focus();
}

// The same state for screen readers as for the eye: fields with an error are marked invalid.
function markInvalid() {
  for (const slot of document.querySelectorAll(".error-slot")) {
    const field = slot.closest(".field");
    const wrong = slot.textContent.trim() !== "";
    field.classList.toggle("has-error", wrong);
    for (const input of field.querySelectorAll("input, select, textarea")) {
      if (input.closest("[data-condition]")) continue; // each part of a condition says for itself what is wrong
      if (wrong) input.setAttribute("aria-invalid", "true");
      else input.removeAttribute("aria-invalid");
    }
  }
}

document.addEventListener("htmx:afterSettle", markInvalid);
document.addEventListener("DOMContentLoaded", focusSummary);
