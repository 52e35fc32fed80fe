// Tables of figures: sorted by a tap on a column, searched without marks, and kept so while the figures move.
window.iocFigures = (function () {
  "use strict";
  const plain = (text) => text.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/đ/g, "d");
  const seen = new WeakSet();

  function key(row, column) {
    const cell = row.cells[column];
    if (!cell) return null;
    if (column === 0) return cell.textContent;
    return cell.dataset.value === undefined ? null : Number(cell.dataset.value);
  }

  function sort(table) {
    const { column, way } = table.dataset;
    if (column === undefined) return;
    const body = table.tBodies[0], rows = [...body.rows], turn = way === "descending" ? -1 : 1;
    const keys = new Map(rows.map((row) => [row, key(row, Number(column))]));
    const wanted = [...rows].sort((a, b) => {
      const one = keys.get(a), other = keys.get(b);
      if (one === null || other === null) return (one === null) - (other === null);  // what is not known stands last
      return turn * (typeof one === "number" ? one - other : one.localeCompare(other, document.documentElement.lang));
    });
    if (wanted.some((row, place) => row !== rows[place])) body.append(...wanted);
  }

  function choose(button) {
    const head = button.closest("th"), table = head.closest("table");
    const way = head.getAttribute("aria-sort"), first = head.dataset.first;
    const next = way ? (way === "ascending" ? "descending" : "ascending") : first;
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", next);
    Object.assign(table.dataset, { column: head.cellIndex, way: next });
    sort(table);
  }

  function filter(box) {
    const words = plain(box.querySelector("input").value).split(/\s+/).filter(Boolean);
    let found = 0;
    for (const row of box.querySelector("table").tBodies[0].rows) {
      const text = plain(row.cells[0] ? row.cells[0].textContent : "");
      const away = !words.every((word) => text.includes(word));
      if (row.hidden !== away) row.hidden = away;
      found += !away;
    }
    box.classList.toggle("is-empty", !found);
  }

  function search(box) {
    const input = document.createElement("input");
    Object.assign(input, { type: "search", placeholder: box.dataset.search, maxLength: 60, className: "figures-search" });
    input.setAttribute("aria-label", box.dataset.search);
    input.addEventListener("input", () => filter(box));
    box.prepend(input);
  }

  const drawn = new Map();

  function draw(row) {
    const place = document.getElementById(row.id);
    if (!place) return false;
    if (row.state) {  // a link in the tree
      place.className = `net-link mark-${row.state}`;
      place.setAttribute("aria-label", row.label);
      place.title = row.label;
      place.querySelector(".mark-sign").textContent = row.sign;
      return true;
    }
    const head = document.createElement("th");
    head.scope = "row";
    head.append(named(row));
    const cells = (row.cells || []).map(([text, value, mood]) => {
      const cell = document.createElement("td");
      cell.textContent = text;
      if (value !== null) cell.dataset.value = value;
      if (mood) cell.className = `cell-${mood}`;
      return cell;
    });
    place.className = `row-${row.mood || ""}`;
    const held = document.activeElement && place.contains(document.activeElement);
    place.replaceChildren(head, ...cells);
    if (held && head.firstElementChild) head.firstElementChild.focus();
    return true;
  }

  function named(row) {
    if (!row.opens && !row.chooses) return row.name;
    const part = document.createElement(row.opens ? "a" : "button");
    part.textContent = row.name;
    if (row.opens) { part.href = row.opens; return part; }
    const [store, value] = row.chooses.split("=");
    Object.assign(part, { type: "button", className: "row-choose" });
    Object.assign(part.dataset, { choose: store, value });
    return part;
  }

  // Only rows that are not as they were are drawn: hundreds of them, and most stay as they are.
  function take(rows) {
    for (const row of rows || []) {
      const text = JSON.stringify(row);
      if (drawn.get(row.id) !== text && draw(row)) drawn.set(row.id, text);
    }
    keep();
    return window.dash_clientside.no_update;
  }

  function keep() {
    for (const box of document.querySelectorAll(".figures-box")) {
      if (!seen.has(box)) {
        seen.add(box);
        if (box.dataset.search) search(box);
      }
      sort(box.querySelector("table"));
      if (box.dataset.search) filter(box);
    }
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest(".figures-sort");
    if (button) choose(button);
  });
  window.dash_clientside = { ...window.dash_clientside, iocFigures: { take } };
  setInterval(keep, 1000);
  return { plain };
})();
