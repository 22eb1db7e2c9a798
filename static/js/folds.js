// Folds that the clinician opened stay open when the panel is renewed.
let open = [];

document.addEventListener("htmx:beforeSwap", () => {
  open = Array.from(document.querySelectorAll("details[open][id]"), (fold) => fold.id);
});
document.addEventListener("htmx:afterSettle", () => {
  for (const id of open) {
    const fold = document.getElementById(id);
    if (fold) fold.open = true;
  }
});
