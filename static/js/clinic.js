// What the server-rendered pages need beyond links and forms. Every page works without this file.
(function () {
  "use strict";
  const RETRY_AFTER = 4000;

  function mark(text, unsaved) {
    const saved = document.getElementById("saved-mark");
    if (!saved) return;
    saved.textContent = text;
    saved.classList.toggle("unsaved", unsaved);
  }

  // An error summary takes the focus when a page arrives with one.
  function focusSummary() {
    const summary = document.querySelector(".error-summary");
    if (summary) summary.focus();
  }

  // The same state for screen readers as for the eye: fields with an error are marked invalid.
  function markInvalid() {
    document.querySelectorAll(".error-slot").forEach(function (slot) {
      const field = slot.closest(".field");
      const wrong = slot.textContent.trim() !== "";
      field.classList.toggle("has-error", wrong);
      field.querySelectorAll("input, select, textarea").forEach(function (input) {
        if (wrong) input.setAttribute("aria-invalid", "true");
        else input.removeAttribute("aria-invalid");
      });
    });
  }

  // The save's outcome is read out from a live region that stays on the page.
  function announce() {
    const saved = document.getElementById("saved-mark");
    if (saved) document.getElementById("announcer").textContent = saved.textContent;
  }

  // A save that failed is said beside the title and tried again; the text stays in the form.
  function retryLater(event) {
    const form = event.detail.elt;
    if (form.id !== "section-form") return;
    const saved = document.getElementById("saved-mark");
    mark(saved.dataset.failed, true);
    window.setTimeout(function () { window.htmx.trigger(form, "change"); }, RETRY_AFTER);
  }

  // Folds that the clinician opened stay open when the panel is renewed.
  let open = [];
  document.addEventListener("htmx:beforeSwap", function () {
    open = Array.from(document.querySelectorAll("details[open][id]"), function (fold) { return fold.id; });
  });
  document.addEventListener("htmx:afterSettle", function () {
    open.forEach(function (id) {
      const fold = document.getElementById(id);
      if (fold) fold.open = true;
    });
    markInvalid();
    announce();
  });
  // What was typed after the last save that the server has goes along when the page is left.
  const keeps = "form[data-save-on-leave]";
  let typed = 0, sent = 0, saved = 0;
  document.addEventListener("htmx:beforeRequest", function (event) {
    if (event.detail.elt.matches(keeps)) sent = typed;
  });
  document.addEventListener("htmx:afterRequest", function (event) {
    if (event.detail.elt.matches(keeps) && event.detail.successful) saved = sent;
  });
  document.addEventListener("submit", function (event) {
    if (event.target.matches(keeps)) saved = typed;
  });
  window.addEventListener("pagehide", function () {
    const form = document.querySelector(keeps);
    if (!form || saved === typed) return;
    const data = new FormData(form);
    data.append("autosave", "1");
    navigator.sendBeacon(form.action, data);
  });
  document.addEventListener("htmx:sendError", retryLater);
  document.addEventListener("htmx:responseError", retryLater);
  document.addEventListener("input", function (event) {
    if (!event.target.closest(keeps)) return;
    typed += 1;
    mark("", false);
  });
  // A link to a question leads into it, not only to its place on the page.
  function focusQuestion() {
    const question = location.hash.startsWith("#field_") && document.getElementById(location.hash.slice(1));
    if (!question) return;
    const input = question.querySelector("input:checked") || question.querySelector("input, select, textarea, a");
    if (input) input.focus({ preventScroll: true });
  }

  // A text of the practice goes in where the cursor stands in its question, and is saved like what is typed.
  function showInserts() {
    document.querySelectorAll("[data-insert][hidden]").forEach(function (button) { button.hidden = false; });
  }
  document.addEventListener("click", function (event) {
    const button = event.target.closest("[data-insert]");
    const field = button && document.getElementById(button.dataset.insert);
    if (!field) return;
    const text = button.parentElement.querySelector(".snippet-text").textContent;
    const before = field.value.slice(0, field.selectionStart);
    const after = field.value.slice(field.selectionEnd);
    const apart = [before && !/\s$/.test(before) ? " " : "", after && !/^\s/.test(after) ? " " : ""];
    field.setRangeText(apart[0] + text + apart[1], field.selectionStart, field.selectionEnd, "end");
    field.focus();
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new Event("change", { bubbles: true }));
  });
  document.addEventListener("DOMContentLoaded", showInserts);
  document.addEventListener("htmx:afterSettle", showInserts);

  document.addEventListener("DOMContentLoaded", focusSummary);
  // After the browser has gone to the place itself, which takes the focus away again.
  window.addEventListener("load", function () { window.setTimeout(focusQuestion); });
  window.addEventListener("hashchange", focusQuestion);
})();
