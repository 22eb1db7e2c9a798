// A question that is asked anew: "unchanged" fills in the earlier answer, which is then saved like any other.
function fillIn(question, inputs) {
  const touched = [];
  for (const control of question.querySelectorAll("input, select, textarea")) {
    const values = inputs[control.name];
    if (!values) continue;
    if (control.matches("[type=radio], [type=checkbox]")) control.checked = values.includes(control.value);
    else control.value = values[0];
    touched.push(control);
  }
  if (!touched.length) return;
  touched[0].dispatchEvent(new Event("input", { bubbles: true }));
  touched[0].dispatchEvent(new Event("change", { bubbles: true }));
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-inputs]");
  if (!button) return;
  event.preventDefault();
  fillIn(document.getElementById(button.dataset.into) ?? button.closest(".field"), JSON.parse(button.dataset.inputs));
});
