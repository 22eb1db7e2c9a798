// What a save has brought under Safety is said once, wherever the eyes are; the tab's title counts what waits.
const KEPT = "safety";
const SETTLE = 500;
const fresh = new Set();

// The lines that this tab saw last, of one episode only: their keys, no words.
function seenOf(episode) {
  const kept = JSON.parse(sessionStorage.getItem(KEPT) || "{}");
  return kept.episode === episode ? kept.lines : null;
}

function markNew(strip, lines) {
  const latest = lines.filter((line) => fresh.has(line.dataset.line));
  for (const line of latest) line.classList.add("new");
  const place = strip.querySelector(".strip-new");
  place.replaceChildren();
  if (!latest.length) return;
  place.append(strip.dataset.new, " ", latest[0].querySelector("a").cloneNode(true));
}

function countInTitle(count) {
  const title = document.title.replace(/^\(\d+\) /, "");
  document.title = Number(count) ? `(${count}) ${title}` : title;
}

function look(pause) {
  const strip = document.getElementById("safety");
  if (!strip) return;
  const lines = Array.from(strip.querySelectorAll("[data-line]"));
  const seen = seenOf(strip.dataset.episode);
  const latest = seen ? lines.filter((line) => !seen.includes(line.dataset.line)) : [];
  for (const line of latest) fresh.add(line.dataset.line);
  markNew(strip, lines);
  const now = { episode: strip.dataset.episode, lines: lines.map((line) => line.dataset.line) };
  sessionStorage.setItem(KEPT, JSON.stringify(now));
  if (!latest.length) return;
  const words = latest.map((line) => line.textContent.trim().replace(/\s+/g, " ")).join("; ");
  window.setTimeout(() => {
    document.getElementById("alarm").textContent = `${strip.getAttribute("aria-label")}. ${strip.dataset.new} ${words}`;
  }, pause);
}

// A page that has just come is given the time in which a screen reader takes notice of its live regions.
document.addEventListener("DOMContentLoaded", () => look(SETTLE));
document.addEventListener("htmx:afterSettle", () => {
  const strip = document.getElementById("safety");
  if (!strip) return;
  look(0);
  if (document.title.startsWith("(") || document.querySelector("main.workspace")) countInTitle(strip.dataset.count);
});
