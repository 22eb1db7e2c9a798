// What stands still on top of a page covers what is below: how much is measured here, for the style sheet.
const columns = ".side, .panel";
const stays = [".heads", ".patient-name", ".strip-count"];

// Down to where it covers the page; one that is hidden, or goes along with the page, covers nothing.
function heightOf(selector, top = "") {
  const head = document.querySelector(selector);
  const style = head && getComputedStyle(head);
  if (style?.position !== "sticky" || !head.offsetHeight) return 0;
  return head.offsetHeight + (Number.parseFloat(top || style.top) || 0);
}

function measure() {
  const heads = Math.max(...stays.map((part) => heightOf(part)));
  const style = document.documentElement.style;
  style.setProperty("--heads", `${heads}px`);
  style.setProperty("--covered", `${heads + heightOf(".middle > .section-head", "0")}px`);
  // A column that is longer than the window goes along with the page, so that all of it can be reached.
  for (const column of document.querySelectorAll(columns)) {
    column.classList.toggle("fits", column.offsetHeight < window.innerHeight - heads - 16);
  }
}

const observer = new ResizeObserver(measure);
function watch() {
  observer.disconnect();
  for (const part of document.querySelectorAll(`${stays}, .section-head, ${columns}`)) observer.observe(part);
}

window.addEventListener("resize", measure);
for (const event of ["DOMContentLoaded", "htmx:afterSettle"])
  document.addEventListener(event, () => {
    measure();
    watch();
  });
