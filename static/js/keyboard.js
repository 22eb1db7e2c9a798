// The hand stays on the keyboard: digits choose, Enter goes on, Alt and the arrows move.
(function () {
  "use strict";
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
})();
