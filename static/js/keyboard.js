// The hand stays on the keyboard: digits choose, Enter goes on, Alt and the arrows move. No clock decides anything.
let digits = "";
let asked = null;

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

// A page that asks one question at a time, or some that belong together, is sent after the last of them: what is asked
// next depends on the answer.
function goOn(question) {
  if (step(question, false)) return true;
  const alone = question?.closest("[data-one-question]");
  if (alone) {
    alone.requestSubmit(alone.querySelector("[data-next-section]"));
    return true;
  }
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

// Takes the answer back: nothing of a list is chosen, or what says that nobody has answered. What is typed is deleted letter by letter.
function takeBack(question) {
  const chosen = Array.from(question.querySelectorAll("input[type=radio]:checked, input[type=checkbox]:checked"));
  const none = question.querySelector("input[type=radio][value='']");
  if (none) {
    if (none.checked) return;
    none.checked = true;
    none.focus();
  } else for (const option of chosen) option.checked = false;
  const last = none ?? chosen[0];
  for (const told of ["input", "change"]) last?.dispatchEvent(new Event(told, { bubbles: true }));
}

function longerThan(question, number) {
  const longer = question.querySelectorAll(`input[data-digit^="${number}"]:not([data-digit="${number}"])`);
  return Array.from(longer, (option) => option.dataset.digit);
}

// Beside the question stands which number is waited for, and which keys decide.
function showWaiting() {
  const hint = document.getElementById("number-begun");
  if (!hint) return;
  hint.hidden = !asked;
  // A question that is renewed must not take the hint with it.
  if (!asked) return document.querySelector("details.keys").after(hint);
  asked.append(hint);
  const longer = longerThan(asked, digits).join(", ");
  hint.textContent = hint.dataset.words.replaceAll("{begun}", digits).replace("{longer}", longer);
}

// A save may have renewed the question meanwhile: it is the same by its id.
function isAsked(question) {
  if (asked && question.id === asked.id) asked = question;
  return asked === question;
}

function waitFor(question, number) {
  asked = question;
  digits = number;
  showWaiting();
}

// The number that was begun is whole: a key said so, or the focus has left the question.
function settle(thenGoOn) {
  const question = asked && document.getElementById(asked.id);
  const number = digits;
  waitFor(null, "");
  if (question) choose(question, number, thenGoOn);
}

// A digit that could begin a longer number waits for the key that decides. One that does not continue it is no answer,
// neither here nor in the next question.
function pressDigit(question, digit) {
  const goesOn = isAsked(question);
  const number = goesOn ? digits + digit : digit;
  if (longerThan(question, number).length) waitFor(question, number);
  else if (!goesOn) choose(question, number, true);
  else if (optionOf(question, number)) {
    digits = number;
    settle(true);
  }
}

// What a key does to the number that is begun; true where that is all it does.
function decides(event) {
  if (!asked) return false;
  if (event.key === "Backspace") waitFor(null, "");
  else if (event.key === "Enter") settle(true);
  else {
    if (event.altKey && event.key.startsWith("Arrow")) settle(false);
    return false;
  }
  event.preventDefault();
  return true;
}

// The agenda and the sections, round and round; from any other page of the episode to the first. Alt and the left arrow
// stay the browser's own way back.
function nextSection() {
  const here = document.querySelector("[data-section][aria-current=page]");
  const all = Array.from(document.querySelectorAll("[data-section]"));
  if (!all.length) return false;
  all[here ? (all.indexOf(here) + 1) % all.length : 0].click();
  return true;
}

// To the search for a patient, to what is open under Safety (else to the advice), and to the page's first question.
const ways = {
  p: () => document.getElementById("search-patient"),
  r: () => document.querySelector("#safety:not([hidden]) .strip-count a, #panel a"),
  g: () => controlOf(document.querySelector("[data-questions] .field") || document.getElementById("middle")),
};

function goTo(key) {
  const there = ways[key]?.();
  if (!there) return false;
  there.focus();
  return true;
}

// To the forms of contact, where no consultation runs: each is a button.
function goToBegin() {
  const button = document.querySelector(".begin button");
  if (button) button.focus();
  return Boolean(button);
}

// Ends the contact, where the page can: everything on it is saved first.
function endContact() {
  const button = document.querySelector("[data-end]");
  button?.click();
  return Boolean(button);
}

// U says that the earlier answer is today's too, and goes on; in a text, with Alt.
function sayUnchanged(event, question) {
  const isTyping = !document.activeElement.matches("input[type=radio], input[type=checkbox]");
  const button = question?.querySelector("button.unchanged, [data-same]");
  if (!button || event.key.toLowerCase() !== "u" || event.ctrlKey || event.metaKey || event.altKey !== isTyping)
    return false;
  button.click();
  if (button.matches("[data-inputs], [data-same]")) goOn(question);
  event.preventDefault();
  return true;
}

document.addEventListener("keydown", (event) => {
  if (decides(event)) return;
  const focused = document.activeElement;
  const question = questionOf(focused);
  if (sayUnchanged(event, question)) return;
  if (event.altKey && !event.ctrlKey && !event.metaKey) {
    // Alt and an arrow opens a list: that is the list's own.
    if (focused.matches("select") && ["ArrowDown", "ArrowUp"].includes(event.key)) return;
    let done;
    if (event.key === "ArrowDown") done = goOn(question);
    else if (event.key === "ArrowUp") done = step(question, true);
    else if (event.key.toLowerCase() === "s") done = goToBegin();
    else if (event.key.toLowerCase() === "a") done = endContact();
    else if (event.key.toLowerCase() in ways) done = goTo(event.key.toLowerCase());
    else if (event.key === "ArrowRight") done = nextSection();
    if (done) event.preventDefault();
  } else if (!question || event.ctrlKey || event.metaKey || event.altKey) {
    return;
  } else if (/^\d$/.test(event.key) && focused.matches("input[type=radio], input[type=checkbox]")) {
    pressDigit(question, event.key);
    event.preventDefault();
  } else if (event.key === "Delete" && focused.matches("input[type=radio], input[type=checkbox]")) {
    takeBack(question);
    event.preventDefault();
  } else if (event.key === "Enter" && focused.matches("input, select")) {
    goOn(question);
    event.preventDefault();
  }
});

// Whoever goes elsewhere on the page has decided. Another window in front decides nothing.
for (const elsewhere of ["focusin", "pointerdown"])
  document.addEventListener(elsewhere, (event) => {
    if (asked && questionOf(event.target)?.id !== asked.id) settle(false);
  });
window.addEventListener("pagehide", () => settle(false), { capture: true });
// An option chosen in another way takes the place of the number.
document.addEventListener("change", (event) => {
  if (asked && questionOf(event.target)?.id === asked.id) waitFor(null, "");
});

// Two quick clicks on what goes on are one: the second would meet the same button of the next page.
const DOUBLE_CLICK = 400;
const GONE_ON = "gone-on";
document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-next-section]") || !event.detail) return;
  const before = Number(sessionStorage.getItem(GONE_ON));
  if (Date.now() - before < DOUBLE_CLICK) event.preventDefault();
  else sessionStorage.setItem(GONE_ON, Date.now());
});

// A link to a question leads into it, not only to its place on the page.
function focusQuestion() {
  if (location.hash.startsWith("#field_"))
    enter(document.getElementById(location.hash.slice(1)), { preventScroll: true });
}
// After the browser has gone to the place itself, which takes the focus away again.
window.addEventListener("load", () => {
  window.setTimeout(focusQuestion);
  if (!location.hash) enter(document.querySelector("[data-begin] .field"), { preventScroll: true });
});
window.addEventListener("hashchange", focusQuestion);
