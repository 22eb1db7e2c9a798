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
    window.setTimeout(function () { window.htmx.trigger(form, "pause"); }, RETRY_AFTER);
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
  // A link to a question leads into it, not only to its place on the page.
  function focusQuestion() {
    const question = location.hash.startsWith("#field_") && document.getElementById(location.hash.slice(1));
    if (!question) return;
    const input = question.querySelector("input:checked") || question.querySelector("input, select, textarea, a");
    if (input) input.focus({ preventScroll: true });
  }

  // --- The hand stays on the keyboard: digits choose, Enter goes on, Alt and the arrows move ---------------------
  const SECOND_DIGIT = 600;
  let digits = "", waiting;

  function questionOf(node) { return node && node.closest("[data-questions] > .field"); }

  function enter(question) {
    if (!question) return false;
    const input = question.querySelector("input:checked") || question.querySelector("input, select, textarea");
    if (!input) return false;
    input.focus();
    question.scrollIntoView({ block: "nearest" });
    return true;
  }

  function neighbour(question, backwards) {
    const all = Array.from(document.querySelectorAll("[data-questions] > .field"));
    if (!question) return backwards ? all[all.length - 1] : all[0];
    return all[all.indexOf(question) + (backwards ? -1 : 1)];
  }

  function goOn(question) {
    if (enter(neighbour(question, false))) return;
    const button = document.querySelector("[data-next-section]");
    if (button) button.focus();
  }

  // The digit is what is printed before the option: a scale's own number, else its place in the list.
  function choose(question, number) {
    const option = question.querySelector('input[data-digit="' + number + '"]');
    if (!option) return false;
    if (option.type === "checkbox") option.click();
    else {
      option.checked = true;
      option.dispatchEvent(new Event("input", { bubbles: true }));
      option.dispatchEvent(new Event("change", { bubbles: true }));
      goOn(question);
    }
    return true;
  }

  function pressDigit(question, digit) {
    window.clearTimeout(waiting);
    digits += digit;
    const couldGoOn = question.querySelector('input[data-digit^="' + digits + '"]:not([data-digit="' + digits + '"])');
    const decide = function () {
      const number = digits;
      digits = "";
      choose(question, number);
    };
    if (couldGoOn) waiting = window.setTimeout(decide, SECOND_DIGIT);
    else decide();
  }

  function moveSection(backwards) {
    const here = document.querySelector("[data-section][aria-current=page]");
    const all = Array.from(document.querySelectorAll("[data-section]"));
    const there = here ? all[all.indexOf(here) + (backwards ? -1 : 1)] : all[0];
    if (there) there.click();
  }

  document.addEventListener("keydown", function (event) {
    if (!document.querySelector("[data-questions]")) return;
    const question = questionOf(event.target);
    if (event.altKey && !event.ctrlKey && !event.metaKey) {
      if (event.key === "ArrowDown" || event.key === "ArrowUp") enter(neighbour(question, event.key === "ArrowUp"));
      else if (event.key === "ArrowRight" || event.key === "ArrowLeft") moveSection(event.key === "ArrowLeft");
      else return;
      event.preventDefault();
    } else if (!question || event.ctrlKey || event.metaKey || event.altKey) {
      return;
    } else if (/^\d$/.test(event.key) && event.target.matches("input[type=radio], input[type=checkbox]")) {
      pressDigit(question, event.key);
      event.preventDefault();
    } else if (event.key === "Enter" && event.target.matches("input, select")) {
      goOn(question);
      event.preventDefault();
    }
  });

  document.addEventListener("DOMContentLoaded", focusSummary);
  // After the browser has gone to the place itself, which takes the focus away again.
  window.addEventListener("load", function () { window.setTimeout(focusQuestion); });
  window.addEventListener("hashchange", focusQuestion);
})();
