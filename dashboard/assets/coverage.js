// The coverage page: what somebody chose stands in the address and is asked for; news of the centre asks again.
(function () {
  "use strict";
  const STARTS = {};  // what an address says that says nothing: the page tells it
  const NUMBERS = {  // least, most, step
    mast_lon: [102, 110, "any"], mast_lat: [8, 24, "any"], height_metres: [10, 150, 1], power_dbm: [20, 70, 1], masts: [1, 50, 1],
    spacing_km: [0.5, 50, 0.5], budget: [0, 1e9, "any"], mast_cost: [0.001, 1e9, "any"], off_grid_cost: [0, 1e9, "any"], backhaul_km: [0, 500, 1],
  };
  const QUIET = new Set(["lon", "lat", "zoom", "mast_lon", "mast_lat", "height_metres", "power_dbm", "masts", "spacing_km", "budget", "mast_cost", "off_grid_cost", "backhaul_km", "grid_power", "method", "given", "sought"]);
  const at = (id) => document.getElementById(id);
  // What a centre begins with may be something else when a link is opened: of a mast all is said.
  const SITING = new Set(["height_metres", "power_dbm", "masts", "spacing_km", "budget", "mast_cost", "off_grid_cost", "backhaul_km"]);
  const view = {}, listeners = [];
  let version = null, again = 0, grounded = false;

  function read() {
    Object.assign(STARTS, JSON.parse(document.querySelector(".coverage").dataset.starts));
    Object.assign(view, STARTS);
    const said = new URLSearchParams(location.search);
    for (const name of Object.keys(STARTS)) if (said.has(name)) view[name] = said.get(name);
  }

  function query() {
    const masts = view.mast_lon || view.sought === "true";
    return new URLSearchParams(Object.entries(view).filter(([name, value]) => value !== STARTS[name] || (masts && SITING.has(name))));
  }

  function write() {
    const text = query().toString();
    history.replaceState(null, "", text ? `?${text}` : location.pathname);
    for (const link of document.querySelectorAll("[data-export]")) link.href = `/coverage/${link.dataset.export}?${text}`;
    for (const link of document.querySelectorAll("a.language")) link.href = `?${text ? `${text}&` : ""}lang=${link.lang}`;
  }

  function mark() {
    for (const part of document.querySelectorAll("[data-state]")) {
      if (part.tagName === "SELECT") part.value = view[part.dataset.state];
      else part.setAttribute("aria-pressed", String(view[part.dataset.state] === part.dataset.value));
    }
    const layers = view.layers.split(".");
    for (const part of document.querySelectorAll("[data-layer]")) part.setAttribute("aria-pressed", String(layers.includes(part.dataset.layer)));
    for (const name of Object.keys(NUMBERS)) { const box = at(`coverage-${name}`); if (box && document.activeElement !== box) box.value = view[name]; }
    const box = at("coverage-grid_power");
    if (box) box.checked = view.grid_power === "true";
    window.iocRanking.choose(view.commune);
  }

  function set(changes) {
    Object.assign(view, changes);
    write();
    mark();
    for (const listener of listeners) listener(changes);
    if (Object.keys(changes).some((name) => !QUIET.has(name))) ask();
  }

  // Best servers are computed when they are asked for: they take longer than all else.
  function askGround() {
    const wanted = view.layers.split(".").includes("servers");
    if (!wanted && !grounded) return;
    grounded = wanted;
    dash_clientside.set_props("coverage-ground-wish", { data: { service: view.service, layers: wanted ? "servers" : "", nonce: Date.now() } });
  }

  function ask() {
    clearTimeout(again);
    askGround();
    document.querySelector(".coverage").classList.add("is-asking");
    dash_clientside.set_props("coverage-wish", { data: { ...view, nonce: Date.now() } });
  }

  function taken(told) {
    document.querySelector(".coverage").classList.remove("is-asking");
    const said = at("coverage-said");
    said.textContent = (told && told.problem) || "";
    said.hidden = !said.textContent;
    if (told && told.problem) again = setTimeout(ask, 3000);
    else if (told) {
      version = told.version;
      window.iocRanking.draw(at("coverage-ranking"), told.ranking, view.commune);
    }
    mark();
    return dash_clientside.no_update;
  }

  // Other figures were computed meanwhile: what this page asked for is old.
  function heard(news) {
    if (news && version !== null && news !== version) ask();
    return dash_clientside.no_update;
  }

  function build() {
    for (const place of document.querySelectorAll("[data-number]")) {
      const name = place.dataset.number, box = document.createElement("input"), [min, max, step] = NUMBERS[name];
      Object.assign(box, { type: "number", id: `coverage-${name}`, min, max, step, inputMode: "decimal" });
      box.setAttribute("aria-label", place.dataset.label);
      box.addEventListener("change", () => { if (box.checkValidity()) set({ [name]: box.value }); else box.reportValidity(); });
      place.replaceWith(box);
    }
    for (const place of document.querySelectorAll("[data-area]")) {
      const name = place.dataset.area, box = document.createElement("textarea");
      Object.assign(box, { id: `coverage-${name}`, rows: 3, maxLength: 5000, placeholder: place.dataset.hint, value: view[name].replaceAll(";", "\n") });
      box.addEventListener("change", () => set({ [name]: box.value.trim().replaceAll("\n", ";") }));
      place.replaceWith(box);
    }
    for (const place of document.querySelectorAll("[data-check]")) {
      const name = place.dataset.check, box = document.createElement("input");
      Object.assign(box, { type: "checkbox", id: `coverage-${name}` });
      box.addEventListener("change", () => set({ [name]: String(box.checked) }));
      place.replaceWith(box);
    }
  }

  function clicked(event) {
    const choice = event.target.closest("button[data-state]"), layer = event.target.closest("[data-layer]");
    const row = event.target.closest("[data-commune]"), site = event.target.closest("[data-site]");
    if (choice) set({ [choice.dataset.state]: choice.dataset.value });
    if (layer) {
      const on = new Set(view.layers.split(".").filter(Boolean)), name = layer.dataset.layer;
      if (!on.delete(name)) on.add(name);
      set({ layers: [...on].join(".") });
    }
    if (row) commune(row.dataset.commune);
    if (site) go(site.dataset.site);
    if (event.target.closest("#coverage-copy")) copy();
  }

  function commune(code) { set({ commune: view.commune === code ? "" : code }); }

  function go(id) {
    const { map } = window.iocCoverageMap.state;
    map.eachLayer((layer) => {
      if (layer.feature && layer.feature.properties.id === id) { map.setView(layer.getLatLng(), Math.max(map.getZoom(), 11)); layer.openTooltip(); }
    });
    document.querySelector(".coverage-stage").scrollIntoView({ block: "nearest" });
  }

  async function copy() {
    const button = at("coverage-copy"), text = button.textContent;
    try { await navigator.clipboard.writeText(location.href); } catch {  // not over plain http from another machine
      const said = at("coverage-said");
      said.textContent = location.href;
      said.hidden = false;
      return;
    }
    button.textContent = document.querySelector(".coverage").dataset.copied;
    setTimeout(() => { button.textContent = text; }, 2000);
  }

  window.dash_clientside = { ...window.dash_clientside, iocCoverage: { ...(window.dash_clientside || {}).iocCoverage, taken, heard } };
  window.iocCoverage = { view, set, commune, query, on: (listener) => listeners.push(listener) };
  if (document.documentElement.dataset.page !== "coverage") return;
  const waiting = setInterval(() => {
    if (!at("coverage-wish") && !document.querySelector(".coverage")) return;
    if (!window.iocLive || !window.iocLive.frames) return;
    clearInterval(waiting);
    window.iocCoverageMap.state.moved = (middle, zoom) => set({ lon: middle.lng.toFixed(4), lat: middle.lat.toFixed(4), zoom: zoom.toFixed(2) });
    at("coverage-ranking").textContent = document.querySelector(".coverage").dataset.loading;
    read();
    document.addEventListener("click", clicked);
    document.addEventListener("change", (event) => { if (event.target.matches("select[data-state]")) set({ [event.target.dataset.state]: event.target.value }); });
    build();
    write();
    mark();
    ask();
    document.dispatchEvent(new CustomEvent("coverage-ready"));
  }, 50);
})();
