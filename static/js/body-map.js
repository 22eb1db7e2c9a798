// The pain drawing: a click on a region ticks it on the list, and the picture follows the list.
(function () {
  "use strict";
  function redraw(map) {
    const marked = [];
    map.querySelectorAll("input").forEach(function (input) {
      const region = map.querySelector('[data-region="' + input.value + '"]');
      if (region) region.setAttribute("fill", input.checked ? "url(#body-hatch)" : "#fff");
      if (input.checked) marked.push(input.parentElement.querySelector("[data-place]").textContent);
    });
    const words = map.querySelector("[data-marked]");
    words.textContent = marked.join(", ") || words.dataset.nothing;
  }
  // Presses these inputs of a question; “none of these” no longer holds then.
  function press(inputs, question) {
    const none = question.querySelector('input[value="none"]');
    if (none) none.checked = false;
    inputs.forEach(function (input) { input.click(); });
  }
  document.addEventListener("click", function (event) {
    const region = event.target.closest("[data-body-map] [data-region]");
    if (!region) return;
    const map = region.closest("[data-body-map]");
    press(map.querySelectorAll('input[value="' + region.dataset.region + '"]'), map);
  });
  document.addEventListener("click", function (event) {
    const button = event.target.closest("[data-suggest]");
    if (!button) return;
    event.preventDefault();
    const question = button.closest(".field"), values = button.dataset.suggest.split(" ");
    const inputs = Array.from(question.querySelectorAll("input")).filter(function (input) { return values.includes(input.value); });
    press(inputs.filter(function (input) { return !input.checked; }), question);
    inputs[0].focus();
  });
  document.addEventListener("change", function (event) {
    const map = event.target.closest("[data-body-map]");
    if (map) redraw(map);
  });
})();
