// The editor of a camera's set-up: its state, what hands do to it, and the ways to the server and back.
(function () {
  "use strict";
  const clamp = (value) => Math.min(1, Math.max(0, value)), copy = (value) => JSON.parse(JSON.stringify(value));
  const MOST_UNDO = 60, CLOSE = 22, LONGEST_ANSWER = 15000;
  const state = { zones: [], calibration: [], chosen: null, draft: null, cursor: null, each: false, sight: null, show: { zones: true, tracks: true, learned: false, grid: true },
    version: 0, versions: [], dirty: false, busy: false, problem: "", faults: [], wrong: new Set(), saved: "", hold: false, time: null };
  let root, view, editor, undo = [], drag = null, proposalsKey = "", asked = 0;

  const words = (key, values = {}) => Object.entries(values).reduce((text, [name, value]) => text.replace(`{${name}}`, value), editor.texts[key]);
  const draw = () => {
    window.iocDrawing.draw(view, state);
    if (state.dirty) store({ base: state.version, zones: state.zones, calibration: state.calibration });
  };
  const fill = () => window.iocPanel.fill(document.getElementById("setup-panel"), editor);
  const redraw = () => { draw(); fill(); tools(); };

  const draftKey = () => `setup-draft-${root.dataset.camera}`;
  function store(kept) {  // what is drawn outlives a reload of the page, as after a restart of the centre
    try { kept ? sessionStorage.setItem(draftKey(), JSON.stringify(kept)) : sessionStorage.removeItem(draftKey()); } catch (error) { /* drawn again, no more */ }
  }
  function kept() { try { return JSON.parse(sessionStorage.getItem(draftKey())); } catch (error) { return null; } }

  function remember() {  // before each change, so that it can be taken back
    undo.push(copy({ zones: state.zones, calibration: state.calibration }));
    if (undo.length > MOST_UNDO) undo.shift();
    Object.assign(state, { dirty: true, saved: "", problem: "", faults: [], wrong: new Set() });
  }

  const act = {
    choose(i) { if (state.chosen === i) return; state.chosen = i; redraw(); },
    change(i, change, structural = false) { remember(); Object.assign(state.zones[i], change); structural ? redraw() : draw(); tools(); },
    remove(i) { remember(); state.zones.splice(i, 1); state.chosen = null; redraw(); },
    accept(zone) { remember(); state.zones.push({ direction_degrees: null, ...copy(zone), name: words("newZone", { n: state.zones.length + 1 }) }); state.chosen = state.zones.length - 1; redraw(); },
    addGround() { remember(); state.calibration = [[0.3, 0.85, 0, 0], [0.7, 0.85, 7, 0], [0.6, 0.5, 7, 20], [0.4, 0.5, 0, 20]].map(([x, y, e, n]) => ({ x, y, east_metres: e, north_metres: n })); state.show.grid = true; redraw(); },
    removeGround() { remember(); state.calibration = []; redraw(); },
    sides() { const [a, b, c, d] = state.calibration.map((p) => [p.east_metres, p.north_metres]); return a[0] === 0 && a[1] === 0 && b[1] === 0 && c[0] === b[0] && d[0] === 0 && d[1] === c[1] ? [b[0], c[1]] : null; },
    rectangle(across, along) { remember(); [[0, 0], [across, 0], [across, along], [0, along]].forEach(([e, n], k) => Object.assign(state.calibration[k], { east_metres: e, north_metres: n })); draw(); tools(); step(); },
    metres(k, change) { remember(); Object.assign(state.calibration[k], change); draw(); tools(); step(); },
    each() { state.each = !state.each; fill(); },
    look(row) { remember(); take(copy(row.setup)); state.dirty = row.version !== state.version; redraw(); },
    save() { ask({ do: "save", base: state.version, zones: state.zones, calibration: state.calibration }); },
    back(version) { ask({ do: "back", base: state.version, version }); },
    undo() { const last = undo.pop(); if (!last) return; Object.assign(state, last, { chosen: null }); state.dirty = undo.length > 0; redraw(); },
  };
  const step = () => { const note = document.getElementById("setup-step"), steps = window.iocGround.grid(state.calibration).steps; if (note) note.textContent = steps.length ? words("grid", { n: steps.join(" × ") }) : ""; };

  function take(setup) {
    state.zones = setup.zones.map((zone) => ({ direction_degrees: null, ...zone }));
    state.calibration = setup.calibration;
    state.chosen = null;
  }

  function ask(wish) {
    state.busy = true;
    const mine = (asked += 1);
    setTimeout(() => { if (state.busy && mine === asked) { Object.assign(state, { busy: false, problem: words("noAnswer") }); fill(); } }, LONGEST_ANSWER);
    fill();
    dash_clientside.set_props("setup-wish", { data: { ...wish, camera: root.dataset.camera, nonce: Date.now() } });
  }

  function answered(told) {
    if (!told || !root) return;
    const first = !state.versions.length;
    Object.assign(state, { busy: false, problem: told.problem || "", faults: told.faults || [], saved: told.saved || "" });
    state.wrong = new Set(state.faults.map((fault) => fault.zone));
    if (told.versions) {
      Object.assign(state, { version: told.version, versions: told.versions });
      if (first || told.saved) { take(copy(told.setup)); undo = []; state.dirty = false; }
      const before = first ? kept() : null;
      if (before && before.base === told.version) { remember(); take(before); } else store(null);
    }
    redraw();
    if (told.missing) document.getElementById(`setup-${told.missing}`)?.focus();
  }

  // ---- hands on the picture
  const place = (event) => { const box = view.svg.getBoundingClientRect(); return [clamp((event.clientX - box.left) / box.width), clamp((event.clientY - box.top) / box.height)]; };
  const near = (a, b) => Math.hypot((a[0] - b[0]) * 1000, (a[1] - b[1]) * view.height) < CLOSE * view.unit;
  const zone = () => state.zones[state.chosen];

  function startDraft() { state.draft = []; state.cursor = null; state.chosen = null; state.show.zones = true; redraw(); view.svg.focus(); }
  function endDraft(keep) {
    const polygon = state.draft;
    state.draft = state.cursor = null;
    if (keep && polygon.length >= 3) { remember(); state.zones.push({ name: words("newZone", { n: state.zones.length + 1 }), purpose: "carriageway", polygon, direction_degrees: null }); state.chosen = state.zones.length - 1; }
    redraw();
  }
  function addCorner(point) {
    if (state.draft.length >= 3 && near(point, state.draft[0])) { endDraft(true); return; }
    if (state.draft.length && near(point, state.draft.at(-1))) return;
    state.draft.push(point);
    draw(); tools();
  }

  function down(event) {
    if (event.button > 0) return;
    const point = place(event), mark = event.target.closest("[data-handle]"), area = event.target.closest("[data-zone]");
    if (state.draft) { addCorner(point); event.preventDefault(); return; }
    if (mark) drag = { handle: mark.dataset.handle, from: point };
    else if (area) { if (state.chosen !== Number(area.dataset.zone)) { state.chosen = Number(area.dataset.zone); redraw(); } drag = { handle: "z:0", from: point }; }
    else { if (state.chosen !== null) { state.chosen = null; redraw(); } return; }
    drag.moved = false;
    view.svg.setPointerCapture(event.pointerId);
    event.preventDefault();
    view.svg.querySelector(`[data-key="${drag.handle[0] === "z" ? `z${state.chosen}` : drag.handle.replace(":", "")}"]`)?.focus({ preventScroll: true });
  }
  function move(event) {
    if (state.draft) { state.cursor = place(event); draw(); return; }
    if (!drag) return;
    const point = place(event);
    if (!drag.moved && near(point, drag.from) && Math.hypot(point[0] - drag.from[0], point[1] - drag.from[1]) < 0.004) return;
    if (!drag.moved) { remember(); drag.moved = true; if (drag.handle[0] === "m") { const k = Number(drag.handle.slice(2)); zone().polygon.splice(k + 1, 0, point); drag.handle = `v:${k + 1}`; } }
    shift(drag.handle, point, drag.from);
    drag.from = point;
    draw(); tools();
  }
  function up() { if (drag && drag.moved) fill(); drag = null; }

  function shift(handle, to, from) {
    const [kind, index] = handle.split(":"), by = [to[0] - from[0], to[1] - from[1]];
    if (kind === "v") zone().polygon[index] = to;
    if (kind === "c") Object.assign(state.calibration[index], { x: to[0], y: to[1] });
    if (kind === "d") { const [x, y] = window.iocDrawing.centre(zone().polygon); zone().direction_degrees = (Math.round((Math.atan2((to[0] - x) * 1000, (y - to[1]) * view.height) * 180) / Math.PI) + 360) % 360; }
    if (kind === "z") {
      const xs = zone().polygon.map((p) => p[0]), ys = zone().polygon.map((p) => p[1]);
      const dx = Math.max(-Math.min(...xs), Math.min(1 - Math.max(...xs), by[0])), dy = Math.max(-Math.min(...ys), Math.min(1 - Math.max(...ys), by[1]));
      zone().polygon = zone().polygon.map(([x, y]) => [x + dx, y + dy]);
    }
  }

  const KEYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  function key(event) {
    if ((event.ctrlKey || event.metaKey) && event.key === "z") { act.undo(); event.preventDefault(); return; }
    const way = KEYS[event.key], far = event.shiftKey ? 0.05 : 0.005, mark = event.target.closest("[data-handle]"), area = event.target.closest("[data-zone]");
    if (state.draft) keyDraft(event, way, far * 2);
    else if (area && (event.key === "Enter" || event.key === " ")) { state.chosen = Number(area.dataset.zone); redraw(); event.preventDefault(); }
    else if (area && way && state.chosen === Number(area.dataset.zone)) nudge("z:0", [0, 0], way, far, event);
    else if (mark && event.key === "Delete" && mark.dataset.handle[0] === "v" && zone().polygon.length > 3) { remember(); zone().polygon.splice(Number(mark.dataset.handle.slice(2)), 1); redraw(); }
    else if (mark && way) nudge(mark.dataset.handle, where(mark.dataset.handle), way, far, event);
    else if (area && event.key === "Delete") act.remove(Number(area.dataset.zone));
    else if (event.key === "Escape" && state.chosen !== null) { state.chosen = null; redraw(); }
  }
  function keyDraft(event, way, far) {
    if (event.key === "Escape") endDraft(false);
    else if (event.key === "Enter" && state.cursor) addCorner([...state.cursor]);
    else if (way) { const [x, y] = state.cursor || [0.5, 0.5]; state.cursor = [clamp(x + way[0] * far), clamp(y + way[1] * far)]; draw(); }
    else return;
    event.preventDefault();
  }
  function where(handle) { const [kind, k] = handle.split(":"); return kind === "v" ? zone().polygon[k] : kind === "c" ? [state.calibration[k].x, state.calibration[k].y] : [0, 0]; }
  function nudge(handle, from, way, far, event) {
    remember();
    if (handle[0] === "d") zone().direction_degrees = (zone().direction_degrees + (way[0] + way[1]) * (event.shiftKey ? 15 : 5) + 360) % 360;
    else shift(handle, handle[0] === "z" ? [way[0] * far, way[1] * far] : [clamp(from[0] + way[0] * far), clamp(from[1] + way[1] * far)], from);
    event.preventDefault();
    redraw();
  }

  function tools() {
    const { h, button } = window.iocPanel, bar = document.getElementById("setup-tools");
    const focus = document.activeElement && bar.contains(document.activeElement) ? document.activeElement.dataset.key : null;
    const check = (name) => h("label", { className: "setup-check" }, h("input", { type: "checkbox", checked: state.show[name], "data-key": name, onchange: (event) => { state.show[name] = event.target.checked; draw(); } }), words(`show${name[0].toUpperCase()}${name.slice(1)}`));
    const first = "setup-button is-first";
    const drawing = state.draft
      ? [button(words("finish"), () => endDraft(true), { disabled: state.draft.length < 3, className: first, "data-key": "finish" }), button(words("cancel"), () => endDraft(false), { "data-key": "cancel" })]
      : [button(words("draw"), startDraft, { className: first, "data-key": "draw" }), button(words("undo"), act.undo, { disabled: !undo.length, "data-key": "undo" })];
    const hold = h("label", { className: "setup-check" }, h("input", { type: "checkbox", checked: state.hold, "data-key": "hold", onchange: (event) => { state.hold = event.target.checked; } }), words("hold"));
    bar.replaceChildren(...drawing, ...["zones", "tracks", "learned", "grid"].map(check), hold, h("span", { className: "setup-note" }, words(state.draft ? "drawHelp" : "editHelp")));
    if (focus) bar.querySelector(`[data-key="${focus}"]`)?.focus();
  }

  // ---- the live picture
  async function show(message) {
    try { await paint(message); } catch (error) { /* no picture: the old one stays and grows old */ }
  }

  async function paint(message) {
    const size = new DataView(message).getUint32(0), head = JSON.parse(new TextDecoder().decode(new Uint8Array(message, 4, size)));
    if (!head.time || state.hold) return;
    const bitmap = await createImageBitmap(new Blob([new Uint8Array(message, 4 + size)], { type: "image/jpeg" }));
    if (view.canvas.width !== bitmap.width || view.canvas.height !== bitmap.height) { view.canvas.width = bitmap.width; view.canvas.height = bitmap.height; view.height = (1000 * bitmap.height) / bitmap.width; }
    view.canvas.getContext("2d").drawImage(bitmap, 0, 0);
    bitmap.close();
    Object.assign(state, { time: head.time, sight: head.sight });
    const offered = JSON.stringify((head.sight && head.sight.proposals) || []);
    if (offered !== proposalsKey) { proposalsKey = offered; fill(); }
    draw();
    status();
  }

  function status() {
    const line = document.getElementById("setup-status"), parts = [];
    const old = state.time && window.iocLive.now() - state.time > Number(root.dataset.staleSeconds) * 1000;
    document.getElementById("setup-picture").classList.toggle("is-old", Boolean(old) || !state.time);
    if (!state.time) parts.push(words("noPicture"));
    else {
      parts.push(new Date(state.time).toLocaleString("en-GB", { timeZone: document.documentElement.dataset.zone }));
      if (old) parts.push(words("old"));
      else if (!state.sight) parts.push(words("notAnalysed"));
    }
    if (state.sight && !old) parts.push(words("judgedBy", { n: state.sight.version }), words(state.sight.metres), ...(state.sight.changing ? [words("changing")] : []));
    const text = parts.join(" · ");
    if (line.textContent !== text) line.textContent = text;
  }

  function begin() {
    root = document.getElementById("setup");
    const picture = document.getElementById("setup-picture"), svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("preserveAspectRatio", "none");
    svg.setAttribute("tabindex", "-1");
    svg.id = "setup-drawing";
    picture.append(svg);
    const rules = JSON.parse(root.dataset.rules);
    view = { svg, canvas: document.getElementById("setup-canvas"), height: 562.5, unit: 1, words, rule: (name) => rules[name] || name.replaceAll("_", " ") };
    editor = { state, words, texts: JSON.parse(root.dataset.words), purposes: JSON.parse(root.dataset.purposes), act };
    svg.addEventListener("pointerdown", down);
    svg.addEventListener("pointermove", move);
    svg.addEventListener("pointerup", up);
    svg.addEventListener("pointercancel", up);
    svg.addEventListener("dblclick", () => state.draft && endDraft(true));
    picture.addEventListener("keydown", key);
    redraw();
    ask({ do: "read" });
    window.iocLine(`/live/sight/${encodeURIComponent(root.dataset.camera)}`, show, () => "next");
    setInterval(status, 1000);
  }

  window.dash_clientside = Object.assign(window.dash_clientside || {}, { iocSetup: { take(told) { answered(told); return null; } } });
  window.iocSetup = state;
  if (document.documentElement.dataset.page === "camera_setup") {
    const waiting = setInterval(() => {
      const ready = document.querySelector("main .page") && window.iocLive && window.iocLive.frames && dash_clientside.set_props;
      if (!ready) return;
      clearInterval(waiting);
      if (document.getElementById("setup")) begin();
    }, 50);
  }
})();
