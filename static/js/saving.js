// A page that is written on saves itself: when a field is left, in a pause, and when the page is left.
import { sendBeacon } from "./beacon.js";
import { isOfAnother, signInLink, takeNewToken } from "./session.js";

const RETRY_AFTER = 4000;
const PAUSE = 1500;
const SLOW = 500;
const keeps = "form[data-save-on-leave]";

function mark(text, unsaved) {
  const saved = document.getElementById("saved-mark");
  if (!saved) return;
  saved.textContent = text;
  saved.classList.toggle("unsaved", unsaved);
  repeat(saved);
}

// The same words beside the button for saving, where the eyes are after a press.
function repeat(saved) {
  const beside = document.querySelector("[data-saved-beside]");
  if (!beside) return;
  beside.textContent = saved.textContent;
  beside.classList.toggle("unsaved", saved.classList.contains("unsaved"));
}

// The save's outcome is read out, once, from a live region that stays on the page.
function announce() {
  const saved = document.getElementById("saved-mark");
  if (!saved) return;
  repeat(saved);
  const announcer = document.getElementById("announcer");
  const words = saved.textContent.trim();
  if (announcer.textContent !== words) announcer.textContent = words;
}

// After a press of the button the page comes back to it; a live region must be there before its words.
window.addEventListener("load", () => {
  window.setTimeout(announce, 500);
  if (location.hash === "#save") document.getElementById("save")?.focus();
});

// A save that failed is said beside the title and tried again; the text stays in the form.
let retry;
function retryLater(event) {
  const form = event.detail.elt;
  const request = event.detail.xhr;
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
  retry = window.setTimeout(() => window.htmx.trigger(form, "pause"), RETRY_AFTER);
}

// Somebody else has signed in: the server's words stand beside the title, and nothing is tried again by itself.
document.addEventListener("htmx:beforeSwap", (event) => {
  const request = event.detail.xhr;
  if (!event.detail.requestConfig.elt.matches(keeps) || !isOfAnother(request)) return;
  window.clearTimeout(retry);
  mark(request.responseText, true);
  announce();
});

for (const failed of ["sendError", "responseError", "timeout"]) document.addEventListener(`htmx:${failed}`, retryLater);
document.addEventListener("htmx:beforeSwap", (event) => {
  // The answer to a save holds the faults that there are now; those that were are gone.
  if (!event.detail.shouldSwap || !event.detail.requestConfig.elt.matches(keeps)) return;
  for (const slot of document.querySelectorAll(".error-slot")) slot.replaceChildren();
});
document.addEventListener("htmx:afterSettle", announce);

// What was typed after the last save that the server has goes along when the page is left.
let typed = 0;
let sent = 0;
let saved = 0;

// A save that is not back at once says so; whatever comes of it takes the words' place.
let slow;
function sayWhileItTakesLong() {
  window.clearTimeout(slow);
  slow = window.setTimeout(() => mark(document.getElementById("saved-mark")?.dataset.saving ?? "", false), SLOW);
}

// Each save of a page has its number: one that is sent twice, or arrives late, changes nothing.
function nextStep(form) {
  const step = form.querySelector("[data-step]");
  if (step) step.value = Number(step.value) + 1;
  return step ? step.value : null;
}

document.addEventListener("htmx:configRequest", (event) => {
  if (!event.detail.elt.matches(keeps)) return;
  sayWhileItTakesLong();
  sent = typed;
  const step = nextStep(event.detail.elt);
  if (step !== null) event.detail.parameters.step = step;
});
document.addEventListener("htmx:afterRequest", (event) => {
  if (!event.detail.elt.matches(keeps)) return;
  window.clearTimeout(slow);
  if (event.detail.successful) saved = sent;
});
// The answer says that what was sent is saved: of what was answered since, the next one says it.
document.addEventListener("htmx:afterSwap", (event) => {
  if (typed === sent || !event.detail.requestConfig?.elt.matches(keeps)) return;
  if (!document.getElementById("saved-mark").matches(".unsaved")) mark("", false);
});
// A press waits for the save that is on its way, whose answer brings the version that it goes on from; and nothing is
// saved beside what was pressed. Else a page would meet its own save as somebody else's.
let pressed = null;
let isSent = false;
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches(keeps)) return;
  if (form.matches(".htmx-request")) {
    event.preventDefault();
    pressed = { form, button: event.submitter };
    return;
  }
  isSent = true;
  nextStep(form);
  saved = typed;
});
document.addEventListener("htmx:beforeRequest", (event) => {
  if (isSent && event.detail.elt.matches(keeps)) event.preventDefault();
});
document.addEventListener("htmx:afterRequest", (event) => {
  if (!pressed || event.detail.elt !== pressed.form) return;
  const { form, button } = pressed;
  pressed = null;
  window.setTimeout(() => form.requestSubmit(button?.form === form ? button : null));
});
window.addEventListener("pageshow", () => {
  isSent = false;
});
// A page that is loaded right after typing is asked for before this one is gone: its save goes first, and a cookie,
// which says nothing of what was typed, has the next page wait for it.
let left = 0;
function leave() {
  const form = document.querySelector(keeps);
  if (!form || saved === typed || left === typed) return;
  left = typed;
  nextStep(form);
  const key = newKey();
  // biome-ignore lint/suspicious/noDocumentCookie: the cookie must be there before the page is left
  document.cookie = `leaving=${key}; path=/; max-age=5; samesite=strict`;
  sendBeacon(form, "1", key);
}

function newKey() {
  const digits = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0"));
  return digits.join("");
}

window.addEventListener("beforeunload", leave);
window.addEventListener("pagehide", leave);

// A pause while writing saves; half a date or number waits until the field is left.
let pause;
function isFreeText(input) {
  return input.matches("textarea, input[type=text]:not(.short), input:not([type])");
}

function saveAfterPause(form) {
  window.clearTimeout(pause);
  pause = window.setTimeout(() => window.htmx.trigger(form, "pause"), PAUSE);
}

document.addEventListener("input", (event) => {
  const form = event.target.closest(keeps);
  if (!form) return;
  typed += 1;
  mark("", false);
  document.getElementById("announcer").textContent = "";
  if (isFreeText(event.target)) saveAfterPause(form);
});
