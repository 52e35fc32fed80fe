// Draws a camera's set-up over its picture: what is drawn, what is learnt, what is seen. Knows nothing of saving.
(function () {
  "use strict";
  const NS = "http://www.w3.org/2000/svg", WIDTH = 1000, ARROW = 70, SLOWEST = 3;

  function s(tag, attributes = {}, ...children) {
    const element = document.createElementNS(NS, tag);
    for (const [name, value] of Object.entries(attributes)) if (value !== null && value !== undefined) element.setAttribute(name, value);
    element.append(...children);
    return element;
  }

  const centre = (polygon) => {  // of its area, so that a label stands where most of the zone is
    let a = 0, x = 0, y = 0;
    polygon.forEach(([x0, y0], i) => {
      const [x1, y1] = polygon[(i + 1) % polygon.length], cross = x0 * y1 - x1 * y0;
      a += cross; x += (x0 + x1) * cross; y += (y0 + y1) * cross;
    });
    if (Math.abs(a) > 1e-9) return [x / (3 * a), y / (3 * a)];
    return [0, 1].map((k) => polygon.reduce((sum, p) => sum + p[k], 0) / polygon.length);
  };
  const turned = ([x, y], degrees, length) => [x + length * Math.sin((degrees * Math.PI) / 180), y - length * Math.cos((degrees * Math.PI) / 180)];

  // view: {svg, height, words, rule, unit}, unit being a pixel of the screen in the drawing's own; the rest is the editor's state
  function draw(view, state) {
    const wide = view.svg.clientWidth || WIDTH;
    view.unit = WIDTH / wide;
    view.svg.style.setProperty("--letter", `${((wide < 600 ? 11 : 18) * view.unit).toFixed(1)}px`);
    const at = ([x, y]) => [x * WIDTH, y * view.height];
    const list = (points) => points.map((p) => at(p).map((v) => v.toFixed(1)).join(",")).join(" ");
    const layers = [];
    if (state.show.grid) layers.push(grid(state, list));
    if (state.show.zones) layers.push(zones(view, state, at, list));
    if (state.show.learned) layers.push(learned(view, state, at, list));
    if (state.show.tracks && state.sight) layers.push(tracks(view, state, at, list));
    layers.push(ground(view, state, at, list), draft(state, at, list));
    view.svg.setAttribute("viewBox", `0 0 ${WIDTH} ${view.height}`);
    const focus = document.activeElement && view.svg.contains(document.activeElement) ? document.activeElement.dataset.key : null;
    view.svg.replaceChildren(arrowHeads(), ...layers);
    if (focus) view.svg.querySelector(`[data-key="${focus}"]`)?.focus({ preventScroll: true });
  }

  const arrowHeads = () => s("defs", {}, s("marker", { id: "setup-arrow", viewBox: "0 0 10 10", refX: 8, refY: 5, markerWidth: 5, markerHeight: 5, orient: "auto-start-reverse" }, s("path", { d: "M0 0L10 5L0 10z", fill: "context-stroke" })));

  function grid(state, list) {
    const lines = state.calibration.length === 4 ? window.iocGround.grid(state.calibration).lines : [];
    return s("g", { class: "setup-grid" }, ...lines.map((line) => s("polyline", { points: list(line) })));
  }

  function zones(view, state, at, list) {
    return s("g", {}, ...state.zones.map((zone, i) => {
      const chosen = state.chosen === i && !state.draft, classes = `setup-zone purpose-${zone.purpose}${chosen ? " is-chosen" : ""}${state.wrong.has(i) ? " is-wrong" : ""}`;
      const parts = [s("polygon", { points: list(zone.polygon), "data-zone": i, "data-key": `z${i}`, tabindex: state.draft ? null : 0, role: "button", "aria-label": zone.name })];
      const [x, y] = at(centre(zone.polygon)), known = zone.direction_degrees !== null;
      if (known) {
        const tip = turned([x, y], zone.direction_degrees, ARROW);
        parts.push(s("line", { class: "setup-direction", x1: x, y1: y, x2: tip[0], y2: tip[1], "marker-end": "url(#setup-arrow)" }));
      }
      parts.push(s("text", { x, y: known && zone.direction_degrees > 90 && zone.direction_degrees < 270 ? y - 12 : y + 26, "text-anchor": "middle" }, zone.name));
      if (chosen) parts.push(...handles(view, zone, i, [x, y], at));
      return s("g", { class: classes }, ...parts);
    }));
  }

  // Handles are as large on a phone as on a wall: fingers are.
  function handle(kind, index, [x, y], label, unit) {
    return s("g", { class: `setup-handle handle-${kind}`, "data-handle": `${kind}:${index}`, "data-key": `${kind}${index}`, tabindex: kind === "m" ? -1 : 0, role: "button", "aria-label": label, transform: `translate(${x.toFixed(1)} ${y.toFixed(1)}) scale(${unit.toFixed(2)})` },
      s("circle", { class: "hit", r: 24 }), s("circle", { class: "dot", r: kind === "m" ? 6 : 10 }));
  }

  function handles(view, zone, i, middle, at) {
    const corners = zone.polygon.map((p, k) => handle("v", k, at(p), view.words("corner", { name: zone.name, n: k + 1 }), view.unit));
    const middles = zone.polygon.map((p, k) => { const q = zone.polygon[(k + 1) % zone.polygon.length]; return handle("m", k, at([(p[0] + q[0]) / 2, (p[1] + q[1]) / 2]), "", view.unit); });
    const arrow = zone.direction_degrees === null ? [] : [handle("d", 0, turned(middle, zone.direction_degrees, ARROW), view.words("arrow", { name: zone.name }), view.unit)];
    return [...middles, ...corners, ...arrow];
  }

  function learned(view, state, at, list) {
    const arrows = ((state.sight && state.sight.learned) || []).map(([x, y, degrees, weight]) => {
      const from = turned(at([x, y]), degrees, -9), to = turned(at([x, y]), degrees, 12);
      return s("line", { x1: from[0], y1: from[1], x2: to[0], y2: to[1], "marker-end": "url(#setup-arrow)", opacity: (0.35 + 0.65 * Math.min(1, weight)).toFixed(2) });
    });
    const proposed = ((state.sight && state.sight.proposals) || []).map((zone) => s("polygon", { class: "setup-proposal", points: list(zone.polygon) }));
    return s("g", { class: "setup-learned" }, ...proposed, ...arrows);
  }

  function tracks(view, state, at, list) {
    const areas = (state.sight.areas || []).map((area) => {
      const [left, top] = at(area.box.slice(0, 2)), [right, bottom] = at(area.box.slice(2));
      return s("g", { class: "setup-area" }, s("rect", { x: left, y: top, width: right - left, height: bottom - top }), s("text", { x: left + 6, y: bottom - 8 }, view.rule(area.rule)));
    });
    return s("g", { class: "setup-tracks" }, ...areas, ...state.sight.tracks.map((track) => {
      const [left, top] = at(track.box.slice(0, 2)), [right, bottom] = at(track.box.slice(2));
      const mood = track.reported.length ? " is-reported" : track.rules.length ? " is-sighted" : "";
      const said = [`#${track.number}`];
      if (track.stood_seconds !== null) said.push(view.words("stands", { n: Math.round(track.stood_seconds) }));
      else if (track.kmh !== null && track.kmh >= SLOWEST) said.push((state.sight.metres === "rough" ? "≈ " : "") + view.words("kmh", { n: Math.round(track.kmh) }));
      said.push(...new Set([...track.rules, ...track.reported].map(view.rule)));
      return s("g", { class: `setup-track kind-${track.kind}${mood}` }, s("polyline", { points: list(track.path) }),
        s("rect", { x: left, y: top, width: right - left, height: bottom - top }), s("text", { x: left, y: top > 26 ? top - 7 : bottom + 22 }, said.join(" · ")));
    }));
  }

  function ground(view, state, at, list) {
    if (!state.calibration.length) return s("g");
    const points = state.calibration.map((p) => [p.x, p.y]);
    const marks = points.map((p, k) => { const mark = handle("c", k, at(p), view.words("point", { n: k + 1 }), view.unit); mark.append(s("text", { "text-anchor": "middle", y: 7 }, String(k + 1))); return mark; });
    return s("g", { class: `setup-ground${state.wrong.has(null) ? " is-wrong" : ""}` }, s("polygon", { points: list(points) }), ...marks);
  }

  function draft(state, at, list) {
    if (!state.draft) return s("g");
    const points = state.cursor ? [...state.draft, state.cursor] : state.draft, parts = [s("polyline", { points: list(points) })];
    state.draft.forEach((p, k) => { const [cx, cy] = at(p); parts.push(s("circle", { class: k ? "" : "first", cx, cy, r: k ? 7 : 13 })); });
    if (state.cursor) { const [x, y] = at(state.cursor); parts.push(s("path", { class: "cursor", d: `M${x - 18} ${y}h36M${x} ${y - 18}v36` })); }
    return s("g", { class: "setup-draft" }, ...parts);
  }

  window.iocDrawing = { draw, centre, WIDTH };
})();
