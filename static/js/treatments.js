// Treatments: what is typed is kept on the server as a draft; a row that is complete is saved when the page is left.
import { sendBeacon } from "./beacon.js";

const unsaved = new Set();

document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-keep]");
  if (form) unsaved.add(form);
});
// What is pressed right after the last field was left is on its way already: a draft of it would come after the row.
const SOON = 1000;
const waiting = new Map();
document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-keep]");
  if (!form) return;
  window.clearTimeout(waiting.get(form));
  waiting.set(
    form,
    window.setTimeout(() => sendBeacon(form, "typing"), SOON),
  );
});
document.addEventListener("submit", (event) => {
  unsaved.delete(event.target);
  window.clearTimeout(waiting.get(event.target));
});
// Enter adds the row from the lists of the quick line too, as it does from its texts.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.target.matches("#quick-treatment select")) return;
  event.preventDefault();
  event.target.form.requestSubmit(event.target.form.elements.quick);
});
window.addEventListener("pagehide", () => {
  for (const form of unsaved) {
    window.clearTimeout(waiting.get(form));
    sendBeacon(form, "leaving");
  }
  unsaved.clear();
});

// A medicine is meant by its name, by another name such as a trade name, or by its code where only one has that.
function medicineMeant(input) {
  const meant = input.value.trim().toLowerCase();
  const options = Array.from(input.list.options);
  const named = options.find((option) =>
    [option.value, ...option.dataset.names.split("|")].some((name) => name.toLowerCase() === meant),
  );
  const coded = options.filter((option) => option.dataset.atc.toLowerCase() === meant);
  return meant && (named || (coded.length === 1 ? coded[0] : undefined));
}

// Kind, ATC code and unit follow from the medicine that is meant, and can be changed.
function followMedicine(input) {
  const chosen = medicineMeant(input);
  if (!chosen) return;
  const prefix = input.name.slice(0, -"name".length);
  const follow = { kind: chosen.dataset.kind, atc: chosen.dataset.atc, dose_unit: chosen.dataset.unit };
  for (const [key, value] of Object.entries(follow)) {
    const field = input.form.elements[prefix + key];
    if (field) field.value = value;
  }
}

function isFilled(part) {
  const texts = Array.from(part.querySelectorAll("input[type=text], textarea"));
  return (
    part.querySelector("input[type=radio]:checked:not([value='']):not([value='false'])") !== null ||
    texts.some((input) => input.value !== "")
  );
}

// Fields that fit one kind or status only; one that holds something is never hidden.
function showWhatFits(form) {
  for (const part of form.querySelectorAll("[data-only]")) {
    const chosen = new FormData(form).get(part.dataset.only) || "";
    const fits = part.dataset.for.split(" ").includes(chosen);
    part.hidden = !(fits || isFilled(part) || part.querySelector(".errorlist"));
  }
}

document.addEventListener("change", (event) => {
  if (event.target.matches("[list=medicine-names]")) followMedicine(event.target);
  const form = event.target.closest("form[data-fits]");
  if (form) showWhatFits(form);
});
document.addEventListener("DOMContentLoaded", () => {
  for (const form of document.querySelectorAll("form[data-fits]")) showWhatFits(form);
});
