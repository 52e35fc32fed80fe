// The coverage page's table of communes: rows are drawn here, and only those that changed. As components of the page a
// hundred and thirty rows kept it busy for seconds at every choice.
window.iocRanking = (function () {
  "use strict";
  const FIGURES = ["three-area", "three-people", "three-hamlets", "coverage-without", "coverage-lost"];
  const rows = new Map(), drawn = new Map();
  let table = null;

  function make(tag, text, name) {
    const part = document.createElement(tag);
    part.textContent = text;
    if (name) part.className = name;
    return part;
  }

  function begin(place, heads) {
    table = document.createElement("table");
    table.className = "coverage-ranking";
    const line = table.createTHead().insertRow();
    heads.forEach((text, column) => {
      const head = make("th", text, column === heads.length - 1 ? "coverage-lost" : "");
      head.scope = "col";
      line.append(head);
    });
    table.createTBody();
    place.replaceChildren(table);
  }

  function row([code, name, ...cells]) {
    let line = rows.get(code);
    if (!line) {
      line = document.createElement("tr");
      const head = make("th", ""), button = make("button", name);
      head.scope = "row";
      Object.assign(button, { type: "button" }).dataset.commune = code;
      head.append(button);
      line.append(head, ...cells.map((_, column) => make("td", "", FIGURES[column])));
      rows.set(code, line);
    }
    const text = cells.join("\n");
    if (drawn.get(code) !== text) cells.forEach((cell, column) => { line.cells[column + 1].textContent = cell; });
    drawn.set(code, text);
    return line;
  }

  function draw(place, told, chosen) {
    if (!told.rows.length) {
      table = null;
      place.replaceChildren(make("p", told.nothing, "nothing"));
      return;
    }
    if (!table) begin(place, told.heads);
    const body = table.tBodies[0], wanted = told.rows.map(row), held = document.activeElement;
    if (wanted.length !== body.rows.length || wanted.some((line, number) => line !== body.rows[number])) {
      body.replaceChildren(...wanted);
      if (held && body.contains(held)) held.focus({ preventScroll: true });
    }
    choose(chosen);
  }

  function choose(code) { for (const [key, line] of rows) line.classList.toggle("is-chosen", key === code); }

  return { draw, choose };
})();
