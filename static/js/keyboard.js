// The hand stays on the keyboard: digits choose, Enter goes on, Alt and the arrows move.
const SECOND_DIGIT = 600;
let digits = "";
let asked = null;
let waiting;

function questionOf(node) {
  return node?.closest("[data-questions] .field");
}

// What the focus enters in a question: the list of the drawing, the chosen option, else the first control.
function controlOf(question) {
  return (
    question.querySelector("[data-body-map] summary") ||
    question.querySelector("input:checked") ||
    question.querySelector("input:not([type=hidden]), select, textarea, a")
  );
}

// A short text is marked, as the Tab key does it: what is typed takes its place.
function enter(question, options) {
  const control = question && controlOf(question);
  if (!control) return false;
  control.focus(options);
  if (control.matches("input")) control.select();
  return true;
}

function neighbour(question, backwards) {
  const all = Array.from(document.querySelectorAll("[data-questions] .field"));
  if (!question) return backwards ? all[all.length - 1] : all[0];
  return all[all.indexOf(question) + (backwards ? -1 : 1)];
}

function step(question, backwards) {
  const there = neighbour(question, backwards);
  if (!enter(there)) return false;
  there.scrollIntoView({ block: "nearest" });
  return true;
}

function goOn(question) {
  if (step(question, false)) return true;
  const button = document.querySelector("[data-next-section]");
  if (button) button.focus();
  return Boolean(button);
}

// The digit is what is printed before the option: a scale's own number, else its place in the list.
function optionOf(question, number) {
  return question.querySelector(`input[data-digit="${number}"]`);
}

function choose(question, number, thenGoOn) {
  const option = optionOf(question, number);
  if (!option) return;
  if (option.type === "checkbox") return option.click();
  option.checked = true;
  option.dispatchEvent(new Event("input", { bubbles: true }));
  option.dispatchEvent(new Event("change", { bubbles: true }));
  if (thenGoOn && question.contains(document.activeElement)) goOn(question);
}

// A digit that could begin a longer number waits a moment for the next one.
function settle(thenGoOn) {
  window.clearTimeout(waiting);
  const question = asked;
  const number = digits;
  asked = null;
  digits = "";
  if (question) choose(question, number, thenGoOn);
}

function pressDigit(question, digit) {
  window.clearTimeout(waiting);
  asked = question;
  digits += digit;
  const longer = question.querySelector(`input[data-digit^="${digits}"]:not([data-digit="${digits}"])`);
  if (longer) waiting = window.setTimeout(settle, SECOND_DIGIT, true);
  else settle(true);
}

// Whatever is pressed next, the digit that waits is not lost.
function settleBefore(key) {
  if (!asked) return;
  const isDigit = /^\d$/.test(key);
  if (!isDigit || !optionOf(asked, digits + key)) settle(isDigit);
}

// The agenda and the sections, round and round; forward from any other page of the episode to the first.
function moveSection(backwards) {
  const here = document.querySelector("[data-section][aria-current=page]");
  const all = Array.from(document.querySelectorAll("[data-section]"));
  if (!here && (backwards || !all.length)) return false;
  all[here ? (all.indexOf(here) + (backwards ? -1 : 1) + all.length) % all.length : 0].click();
  return true;
}

document.addEventListener("keydown", (event) => {
  settleBefore(event.key);
  const focused = document.activeElement;
  const question = questionOf(focused);
  if (event.altKey && !event.ctrlKey && !event.metaKey) {
    let done;
    if (event.key === "ArrowDown") done = goOn(question);
    else if (event.key === "ArrowUp") done = step(question, true);
    else if (event.key === "ArrowRight" || event.key === "ArrowLeft") done = moveSection(event.key === "ArrowLeft");
    if (done) event.preventDefault();
  } else if (!question || event.ctrlKey || event.metaKey || event.altKey) {
    return;
  } else if (/^\d$/.test(event.key) && focused.matches("input[type=radio], input[type=checkbox]")) {
    pressDigit(question, event.key);
    event.preventDefault();
  } else if (event.key === "Enter" && focused.matches("input, select")) {
    goOn(question);
    event.preventDefault();
  }
});

// A link to a question leads into it, not only to its place on the page.
function focusQuestion() {
  if (location.hash.startsWith("#field_"))
    enter(document.getElementById(location.hash.slice(1)), { preventScroll: true });
}
// After the browser has gone to the place itself, which takes the focus away again.
window.addEventListener("load", () => {
  window.setTimeout(focusQuestion);
});
window.addEventListener("hashchange", focusQuestion);
