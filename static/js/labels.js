// On a narrow screen the cells of a row stand below each other, and the heads of the columns are out of sight: each cell
// says which column it is of.
function label() {
  for (const table of document.querySelectorAll("table.list")) {
    const heads = Array.from(table.querySelectorAll("thead th"), (head) => head.textContent.trim());
    for (const cell of table.querySelectorAll("tbody td")) {
      const isWhole = cell.parentElement.cells.length === heads.length;
      if (isWhole && cell.cellIndex) cell.dataset.label = heads[cell.cellIndex];
    }
  }
}

for (const event of ["DOMContentLoaded", "htmx:afterSettle"]) document.addEventListener(event, label);
