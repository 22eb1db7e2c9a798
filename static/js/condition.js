// The condition builder answers while it is worked on. Without this file its buttons do the same.
const AFTER_A_CHOICE = 400;
const AFTER_A_KEY = 800;
const TYPED = "input[type=text]";
let timer;
let isChanged = false;

// After a pause: a list that is searched by typing, and a press that follows at once, are not interrupted.
function renewAfter(root, pause) {
  isChanged = true;
  root.dataset.changed = "";
  window.clearTimeout(timer);
  timer = window.setTimeout(() => window.htmx.trigger(root, "renew"), pause);
}

function builder(element) {
  return element.closest ? element.closest("[data-condition]") : null;
}

document.addEventListener("change", (event) => {
  const root = builder(event.target);
  // What was typed has been told by its keys: leaving the field adds nothing, and would meet the press that follows.
  if (root && !event.target.matches(TYPED)) renewAfter(root, AFTER_A_CHOICE);
});
document.addEventListener("input", (event) => {
  const root = builder(event.target);
  if (root && event.target.matches(TYPED)) renewAfter(root, AFTER_A_KEY);
});
document.addEventListener("htmx:configRequest", (event) => {
  const root = builder(event.detail.elt);
  if (!root) return;
  // The page that takes the form also takes the builder's presses.
  event.detail.path = root.closest("form").getAttribute("action") || event.detail.path;
  window.clearTimeout(timer);
  isChanged = false;
});
// What was changed after the request left is not overwritten by its answer: it is sent in turn.
document.addEventListener("htmx:beforeSwap", (event) => {
  const root = builder(event.detail.requestConfig.elt);
  if (!root || !isChanged) return;
  event.detail.shouldSwap = false;
  renewAfter(root, AFTER_A_CHOICE);
});
// Until then the builder is marked: what it says is older than what stands in it.
document.addEventListener("htmx:afterRequest", (event) => {
  const root = builder(event.detail.elt);
  if (root && !isChanged) delete root.dataset.changed;
});
