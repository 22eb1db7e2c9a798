// The pain drawing: a click on a region ticks it on the list, and the picture follows the list.
function redraw(map) {
  const marked = [];
  for (const input of map.querySelectorAll("input")) {
    const region = map.querySelector(`[data-region="${input.value}"]`);
    if (region) region.setAttribute("fill", input.checked ? "url(#body-hatch)" : "#fff");
    if (input.checked) marked.push(input.parentElement.querySelector("[data-place]").textContent);
  }
  const words = map.querySelector("[data-marked]");
  words.textContent = marked.join(", ") || words.dataset.nothing;
}

// Presses these inputs of a question; “none of these” no longer holds then.
function press(inputs, question) {
  const none = question.querySelector('input[value="none"]');
  if (none) none.checked = false;
  for (const input of inputs) input.click();
}

document.addEventListener("click", (event) => {
  const region = event.target.closest("[data-body-map] [data-region]");
  if (!region) return;
  const map = region.closest("[data-body-map]");
  press(map.querySelectorAll(`input[value="${region.dataset.region}"]`), map);
});
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-suggest]");
  if (!button) return;
  event.preventDefault();
  const question = button.closest(".field");
  const values = button.dataset.suggest.split(" ");
  const inputs = Array.from(question.querySelectorAll("input")).filter((input) => values.includes(input.value));
  const open = inputs.filter((input) => !input.checked);
  press(open, question);
  inputs[0].focus();
});
document.addEventListener("change", (event) => {
  const map = event.target.closest("[data-body-map]");
  if (map) redraw(map);
});
