// Treatments: what is typed is kept on the server as a draft; a row that is complete is saved when the page is left.
(function () {
  "use strict";
  const unsaved = new Set();
  function keep(form, when) {
    const data = new FormData(form);
    data.append("autosave", when);
    return navigator.sendBeacon(form.action, data);
  }
  document.addEventListener("input", function (event) {
    const form = event.target.closest("form[data-keep]");
    if (form) unsaved.add(form);
  });
  document.addEventListener("change", function (event) {
    const form = event.target.closest("form[data-keep]");
    if (form) keep(form, "typing");
  });
  document.addEventListener("submit", function (event) { unsaved.delete(event.target); });
  // Enter adds the row from the lists of the quick line too, as it does from its texts.
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Enter" || !event.target.matches("#quick-treatment select")) return;
    event.preventDefault();
    event.target.form.requestSubmit(event.target.form.elements.quick);
  });
  window.addEventListener("pagehide", function () {
    unsaved.forEach(function (form) { keep(form, "leaving"); });
    unsaved.clear();
  });
  // Kind, ATC code and unit follow from the medicine that is chosen, and can be changed.
  function followMedicine(input) {
    const options = Array.from(input.list.options);
    const chosen = options.find(function (option) { return option.value.toLowerCase() === input.value.trim().toLowerCase(); });
    if (!chosen) return;
    const prefix = input.name.slice(0, -"name".length);
    const follow = { kind: chosen.dataset.kind, atc: chosen.dataset.atc, dose_unit: chosen.dataset.unit };
    Object.keys(follow).forEach(function (key) {
      const field = input.form.elements[prefix + key];
      if (field) field.value = follow[key];
    });
  }
  // Fields that fit one kind or status only; one that holds something is never hidden.
  function showWhatFits(form) {
    form.querySelectorAll("[data-only]").forEach(function (part) {
      const chosen = new FormData(form).get(part.dataset.only) || "";
      const filled = part.querySelector("input[type=radio]:checked:not([value='']):not([value='false'])") ||
        Array.from(part.querySelectorAll("input[type=text], textarea")).some(function (input) { return input.value !== ""; });
      part.hidden = !(part.dataset.for.split(" ").includes(chosen) || filled || part.querySelector(".errorlist"));
    });
  }
  document.addEventListener("change", function (event) {
    if (event.target.matches("[list=medicine-names]")) followMedicine(event.target);
    const form = event.target.closest("form[data-fits]");
    if (form) showWhatFits(form);
  });
  document.addEventListener("DOMContentLoaded", function () {
    document.querySelectorAll("form[data-fits]").forEach(showWhatFits);
  });
})();
