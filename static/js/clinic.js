// What the server-rendered pages need beyond links and forms. Every page works without this file.
(function () {
  "use strict";
  const RETRY_AFTER = 4000;
  const PAUSE = 1500;
  const keeps = "form[data-save-on-leave]";

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
        if (input.closest("[data-condition]")) return; // each part of a condition says for itself what is wrong
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
  let retry;
  function retryLater(event) {
    const form = event.detail.elt, request = event.detail.xhr;
    if (!form.matches(keeps)) return;
    if (request && takeNewToken(request)) {
      window.htmx.trigger(form, "pause");
      return;
    }
    const saved = document.getElementById("saved-mark");
    if (request && request.status === 401) {
      mark(saved.dataset.signedOut, true);
      saved.append(" ", signInLink(saved.dataset));
    } else mark(saved.dataset.failed, true);
    announce();
    window.clearTimeout(retry);
    retry = window.setTimeout(function () { window.htmx.trigger(form, "pause"); }, RETRY_AFTER);
  }

  // Signing in again, in another window, keeps this page and what is written on it.
  function signInLink(words) {
    const link = document.createElement("a");
    link.href = words.signIn;
    link.target = "_blank";
    link.textContent = words.signInText;
    return link;
  }

  // After a new sign-in the old page's token is refused; the refusal carries the new one.
  function takeNewToken(request) {
    const token = request.status === 403 && request.getResponseHeader("X-New-Token");
    if (!token) return false;
    document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": token }));
    document.getElementsByName("csrfmiddlewaretoken").forEach(function (input) { input.value = token; });
    return true;
  }

  // Folds that the clinician opened stay open when the panel is renewed.
  let open = [];
  document.addEventListener("htmx:beforeSwap", function (event) {
    // The answer to a save holds the faults that there are now; those that were are gone.
    if (event.detail.shouldSwap && event.detail.requestConfig.elt.matches(keeps)) {
      document.querySelectorAll(".error-slot").forEach(function (slot) { slot.replaceChildren(); });
    }
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
  let typed = 0, sent = 0, saved = 0;

  // Each save of a page has its number: one that is sent twice, or arrives late, changes nothing.
  function nextStep(form) {
    const step = form.querySelector("[data-step]");
    if (step) step.value = Number(step.value) + 1;
    return step ? step.value : null;
  }
  document.addEventListener("htmx:configRequest", function (event) {
    if (!event.detail.elt.matches(keeps)) return;
    sent = typed;
    const step = nextStep(event.detail.elt);
    if (step !== null) event.detail.parameters.step = step;
  });
  document.addEventListener("htmx:afterRequest", function (event) {
    if (event.detail.elt.matches(keeps) && event.detail.successful) saved = sent;
  });
  document.addEventListener("submit", function (event) {
    if (!event.target.matches(keeps)) return;
    nextStep(event.target);
    saved = typed;
  });
  window.addEventListener("pagehide", function () {
    const form = document.querySelector(keeps);
    if (!form || saved === typed) return;
    nextStep(form);
    const data = new FormData(form);
    data.append("autosave", "1");
    navigator.sendBeacon(form.action, data);
  });
  document.addEventListener("htmx:sendError", retryLater);
  document.addEventListener("htmx:responseError", retryLater);
  document.addEventListener("input", function (event) {
    const form = event.target.closest(keeps);
    if (!form) return;
    typed += 1;
    mark("", false);
    if (isFreeText(event.target)) saveAfterPause(form);
  });

  // A pause while writing saves; half a date or number waits until the field is left.
  let pause;
  function isFreeText(input) {
    return input.matches("textarea, input[type=text]:not(.short), input:not([type])");
  }
  function saveAfterPause(form) {
    window.clearTimeout(pause);
    pause = window.setTimeout(function () { window.htmx.trigger(form, "pause"); }, PAUSE);
  }
  // Copies a text with one press; where the browser does not allow it, the text is marked, to be copied by hand.
  document.addEventListener("click", function (event) {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    const text = document.getElementById(button.dataset.copy);
    const outcome = document.getElementById(button.getAttribute("aria-describedby"));
    function markText() {
      text.focus();
      text.select();
      outcome.textContent = button.dataset.marked;
    }
    if (!navigator.clipboard) return markText();
    navigator.clipboard.writeText(text.value).then(function () {
      outcome.textContent = button.dataset.copied;
      button.dispatchEvent(new Event("copied"));
    }, markText);
  });
  // The copy was made, but nobody will find it in the list.
  function sayUnnoted(event) {
    const button = event.detail.elt;
    if (!button.matches("[data-unnoted]")) return;
    document.getElementById(button.getAttribute("aria-describedby")).textContent = button.dataset.unnoted;
  }
  document.addEventListener("htmx:sendError", sayUnnoted);
  document.addEventListener("htmx:responseError", sayUnnoted);
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

  // What a script does by itself needs no button to be pressed by hand.
  document.addEventListener("DOMContentLoaded", function () {
    document.querySelectorAll("[data-without-script]").forEach(function (form) { form.hidden = true; });
  });
  document.addEventListener("DOMContentLoaded", focusSummary);
})();
