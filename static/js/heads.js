// What stands still on top of a page covers what is below: how much is measured here, for the style sheet.
const columns = ".side, .panel";

function heightOf(selector) {
  const head = document.querySelector(selector);
  return head && getComputedStyle(head).position === "sticky" ? head.offsetHeight : 0;
}

function measure() {
  const heads = Math.max(heightOf(".heads"), heightOf(".strip-count"));
  const style = document.documentElement.style;
  style.setProperty("--heads", `${heads}px`);
  style.setProperty("--covered", `${heads + heightOf(".middle > .section-head")}px`);
  // A column that is longer than the window goes along with the page, so that all of it can be reached.
  for (const column of document.querySelectorAll(columns)) {
    column.classList.toggle("fits", column.offsetHeight < window.innerHeight - heads - 16);
  }
}

const observer = new ResizeObserver(measure);
function watch() {
  observer.disconnect();
  for (const part of document.querySelectorAll(`.heads, .strip-count, .section-head, ${columns}`))
    observer.observe(part);
}

window.addEventListener("resize", measure);
for (const event of ["DOMContentLoaded", "htmx:afterSettle"])
  document.addEventListener(event, () => {
    measure();
    watch();
  });
