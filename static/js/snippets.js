// A text of the practice goes in where the cursor stands in its question, and is saved like what is typed.
function showInserts() {
  for (const button of document.querySelectorAll("[data-insert][hidden]")) button.hidden = false;
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-insert]");
  const field = button && document.getElementById(button.dataset.insert);
  if (!field) return;
  const text = button.parentElement.querySelector(".snippet-text").textContent;
  const before = field.value.slice(0, field.selectionStart);
  const after = field.value.slice(field.selectionEnd);
  const apart = [before && !/\s$/.test(before) ? " " : "", after && !/^\s/.test(after) ? " " : ""];
  field.setRangeText(apart[0] + text + apart[1], field.selectionStart, field.selectionEnd, "end");
  field.focus();
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.dispatchEvent(new Event("change", { bubbles: true }));
});
document.addEventListener("DOMContentLoaded", showInserts);
document.addEventListener("htmx:afterSettle", showInserts);
