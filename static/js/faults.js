// What is wrong on a page is said where the reader is.

// An error summary takes the focus when a page arrives with one.
function focusSummary() {
  document.querySelector(".error-summary")?.focus();
}

// What is said of a field that has an error: its own control, or its group, names the list of what is wrong.
function describe(field, slot) {
  const own = "input:not([type=hidden]), select, textarea";
  const described = field.matches(".field-set")
    ? field.querySelector("fieldset")
    : Array.from(field.querySelectorAll(own)).find((input) => !slot.contains(input));
  const list = slot.querySelector(".errorlist");
  if (!described || (list && !list.id)) return;
  const kept = (described.getAttribute("aria-describedby") || "")
    .split(" ")
    .filter((id) => id && !id.endsWith("_error"));
  const all = list ? [...kept, list.id] : kept;
  if (all.length) described.setAttribute("aria-describedby", all.join(" "));
  else described.removeAttribute("aria-describedby");
}

// The same state for screen readers as for the eye: fields with an error are marked invalid.
function markInvalid() {
  for (const slot of document.querySelectorAll(".error-slot")) {
    const field = slot.closest(".field");
    const wrong = slot.textContent.trim() !== "";
    field.classList.toggle("has-error", wrong);
    describe(field, slot);
    for (const input of field.querySelectorAll("input, select, textarea")) {
      // Each part of a condition says for itself what is wrong; why there is no answer is another question.
      if (input.closest("[data-condition], .absent, .error-slot, .snippets")) continue;
      if (wrong) input.setAttribute("aria-invalid", "true");
      else input.removeAttribute("aria-invalid");
    }
  }
}

document.addEventListener("htmx:afterSettle", markInvalid);
document.addEventListener("DOMContentLoaded", focusSummary);
