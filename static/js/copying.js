// Copies a text with one press; where the browser does not allow it, the text is marked, to be copied by hand.
function outcomeOf(button) {
  return document.getElementById(button.getAttribute("aria-describedby"));
}

function markText(button, text) {
  text.focus();
  text.select();
  outcomeOf(button).textContent = button.dataset.marked;
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const text = document.getElementById(button.dataset.copy);
  if (!navigator.clipboard) {
    markText(button, text);
    return;
  }
  navigator.clipboard.writeText(text.value).then(
    () => {
      outcomeOf(button).textContent = button.dataset.copied;
      button.dispatchEvent(new Event("copied"));
    },
    () => markText(button, text),
  );
});

// The copy was made, but nobody will find it in the list.
function sayUnnoted(event) {
  const button = event.detail.elt;
  if (button.matches("[data-unnoted]")) outcomeOf(button).textContent = button.dataset.unnoted;
}

for (const failed of ["sendError", "responseError", "timeout"]) document.addEventListener(`htmx:${failed}`, sayUnnoted);
