// The side panel of a camera's set-up: lists, fields and buttons for what is drawn over the picture.
(function () {
  "use strict";

  function h(tag, properties = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(properties)) {
      if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
      else if (name in element && name !== "list") element[name] = value;
      else element.setAttribute(name, value);
    }
    element.append(...children.filter((child) => child !== null));
    return element;
  }
  const button = (text, onclick, more = {}) => h("button", { type: "button", className: "setup-button", onclick, ...more }, text);
  const field = (label, input) => h("label", { className: "setup-field" }, h("span", {}, label), input);
  const number = (value, onchange, more = {}) => h("input", { type: "number", step: "any", value, oninput: (event) => Number.isFinite(event.target.valueAsNumber) && onchange(event.target.valueAsNumber), ...more });

  // editor: {state, words, purposes, act}; act holds what buttons do
  function fill(panel, editor) {
    const focus = document.activeElement && panel.contains(document.activeElement) ? document.activeElement.dataset.key : null;
    panel.replaceChildren(saving(editor), zones(editor), proposals(editor), ground(editor), versions(editor));
    if (focus) panel.querySelector(`[data-key="${focus}"]`)?.focus();
  }

  function saving({ state, words, act }) {
    const faults = state.faults.map((fault) => h("li", {}, fault.text));
    const told = state.problem || faults.length ? h("div", { className: "setup-problem", role: "alert" }, h("b", {}, state.problem), h("ul", {}, ...faults)) : null;
    const saved = state.saved ? h("p", { className: "setup-saved", role: "status" }, state.saved) : null;
    return h("div", { className: "setup-part setup-save" },
      button(words("save"), act.save, { className: "setup-button is-first", id: "setup-save", disabled: state.busy }),
      state.dirty ? h("span", { className: "setup-dirty" }, words("unsaved")) : null, told, saved);
  }

  function zones(editor) {
    const { state, words } = editor, rows = state.zones.map((zone, i) => zoneRow(editor, zone, i));
    return h("div", { className: "setup-part" }, h("h2", {}, words("zones")), rows.length ? h("ul", { className: "setup-zones" }, ...rows) : h("p", { className: "setup-note" }, words("noZones")));
  }

  function zoneRow({ state, words, purposes, act }, zone, i) {
    const chosen = state.chosen === i, oneWay = zone.direction_degrees !== null;
    const parts = [h("button", { type: "button", className: `setup-swatch purpose-${zone.purpose}`, "aria-label": zone.name, "aria-pressed": String(chosen), "data-key": `pick${i}`, onclick: () => act.choose(i) }),
      h("input", { type: "text", maxLength: 60, value: zone.name, "aria-label": words("name"), "data-key": `name${i}`, onfocus: () => act.choose(i), oninput: (event) => act.change(i, { name: event.target.value }) }),
      h("select", { "aria-label": words("purpose"), "data-key": `purpose${i}`, onchange: (event) => act.change(i, { purpose: event.target.value }, true) }, ...Object.entries(purposes).map(([key, text]) => h("option", { value: key, selected: key === zone.purpose }, text))),
      button("×", () => act.remove(i), { "data-key": `delete${i}`, "aria-label": `${words("delete")} ${zone.name}`, title: words("delete") })];
    if (chosen) {
      const way = h("label", { className: "setup-check" }, h("input", { type: "checkbox", checked: oneWay, "data-key": `way${i}`, onchange: () => act.change(i, { direction_degrees: oneWay ? null : 0 }, true) }), words("direction"));
      const degrees = oneWay ? number(Math.round(zone.direction_degrees), (value) => act.change(i, { direction_degrees: ((value % 360) + 360) % 360 }), { min: 0, max: 359, step: 5, className: "setup-degrees", "aria-label": words("degrees"), title: words("degrees"), "data-key": `degrees${i}` }) : null;
      parts.push(h("div", { className: "setup-direction-row" }, way, degrees));
    }
    return h("li", { className: `${chosen ? "is-chosen" : ""}${state.wrong.has(i) ? " is-wrong" : ""}` }, ...parts);
  }

  function proposals({ state, words, purposes, act }) {
    const offered = (state.sight && state.sight.proposals) || [];
    const rows = offered.map((zone, k) => h("li", {}, h("span", { className: `setup-swatch purpose-${zone.purpose}` }), h("span", {}, zone.direction_degrees === null ? purposes[zone.purpose] : `${purposes[zone.purpose]} · ${Math.round(zone.direction_degrees)}°`), button(words("accept"), () => act.accept(zone), { "data-key": `accept${k}` })));
    return h("div", { className: "setup-part" }, h("h2", {}, words("proposals")), rows.length ? h("ul", { className: "setup-proposals" }, ...rows) : h("p", { className: "setup-note" }, words("noProposals")));
  }

  function ground({ state, words, act }) {
    const title = h("h2", {}, words("ground"));
    if (!state.calibration.length) return h("div", { className: "setup-part" }, title, h("p", { className: "setup-note" }, words("noGround")), button(words("addGround"), act.addGround, { "data-key": "addGround" }));
    const sides = act.sides(), each = state.each || !sides;
    const rows = each ? state.calibration.map((point, k) => h("div", { className: "setup-point" }, h("b", {}, String(k + 1)),
      field(words("east"), number(point.east_metres, (value) => act.metres(k, { east_metres: value }), { "data-key": `east${k}` })),
      field(words("north"), number(point.north_metres, (value) => act.metres(k, { north_metres: value }), { "data-key": `north${k}` }))))
      : [h("div", { className: "setup-point" }, field(words("across"), number(sides[0], (value) => act.rectangle(value, act.sides()[1]), { min: 0.5, "data-key": "across" })), field(words("along"), number(sides[1], (value) => act.rectangle(act.sides()[0], value), { min: 0.5, "data-key": "along" })))];
    const way = h("label", { className: "setup-check" }, h("input", { type: "checkbox", checked: each, disabled: !sides, "data-key": "each", onchange: act.each }), words("each"));
    const steps = window.iocGround.grid(state.calibration).steps;
    return h("div", { className: `setup-part${state.wrong.has(null) ? " is-wrong" : ""}` }, title, h("p", { className: "setup-note" }, words("groundHelp")), ...rows, way, h("span", { className: "setup-note", id: "setup-step" }, steps.length ? words("grid", { n: steps.join(" × ") }) : ""), button(words("removeGround"), act.removeGround, { "data-key": "removeGround" }));
  }

  function versions({ state, words, act }) {
    const rows = state.versions.map((row) => h("li", {}, h("b", {}, words("version", { n: row.version })), h("span", {}, row.text),
      row.version === state.version ? h("span", { className: "setup-force" }, words("inForce")) : null,
      button(words("look"), () => act.look(row), { "data-key": `look${row.version}` }),
      row.version === state.version ? null : button(words("back"), () => act.back(row.version), { "data-key": `back${row.version}`, disabled: state.busy })));
    return h("div", { className: "setup-part" }, h("h2", {}, words("versions")), h("ul", { className: "setup-versions" }, ...rows));
  }

  window.iocPanel = { fill, h, button };
})();
