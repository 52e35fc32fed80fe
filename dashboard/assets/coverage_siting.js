// A mast that somebody tries: dragged, or moved by keys, its gain is asked for all the while; and masts that are sought.
(function () {
  "use strict";
  const LONGEST_WAIT = 10000, STEP_METRES = 100, FAR_METRES = 1000;
  const tries = (window.iocSiting = { answers: 0, asked: 0 });
  const at = (id) => document.getElementById(id);
  const texts = () => document.querySelector(".coverage").dataset;
  let marker = null, socket = null, waiting = false, wanted = null, attempts = 0;

  function connect() {
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    socket = new WebSocket(`${scheme}://${location.host}/live/siting?lang=${document.documentElement.lang}`);
    socket.onopen = () => { attempts = 0; waiting = false; if (marker) want(); };
    socket.onmessage = (event) => {
      waiting = false;
      tries.answers += 1;
      show(JSON.parse(event.data));
      if (wanted) send();
    };
    socket.onclose = () => {
      waiting = false;
      if (marker) tell([texts().lost], true);
      setTimeout(() => { if (marker) connect(); }, Math.min(LONGEST_WAIT, 500 * 2 ** Math.min(attempts++, 5)) * (0.5 + Math.random()));
    };
  }

  // One question at a time: the newest place is asked for once the last answer has come.
  function want() {
    const { lng, lat } = marker.getLatLng(), { view } = window.iocCoverage;
    const { service, height_metres, power_dbm } = view;
    wanted = { lon: lng, lat, view: { service, height_metres, power_dbm } };
    if (socket && socket.readyState === WebSocket.OPEN && !waiting) send();
  }
  function send() {
    socket.send(JSON.stringify(wanted));
    wanted = null;
    waiting = true;
    tries.asked += 1;
  }

  function show(told) {
    if (told.problem) tell([told.problem], true);
    else if (told.lines) tell(told.lines, false);
  }
  function tell(lines, bad) {
    const place = at("coverage-gain");
    place.classList.toggle("is-bad", bad);
    place.replaceChildren(...lines.map((line) => { const row = document.createElement("p"); row.textContent = line; return row; }));
    if (marker) marker.setTooltipContent(place.innerHTML);
  }

  function put(lon, lat) {
    const { map } = window.iocCoverageMap.state, place = L.latLng(lat, lon);
    if (marker) { marker.setLatLng(place); want(); return; }
    const icon = L.divIcon({ className: "", iconSize: [0, 0], html: '<span class="coverage-mast"></span>' });
    marker = L.marker(place, { icon, draggable: true, autoPan: true, title: "", alt: texts().mast, zIndexOffset: 20000 });
    marker.bindTooltip(texts().asking, { permanent: true, direction: "auto", offset: [22, 0], className: "map-tooltip coverage-mast-said" }).addTo(map);
    marker.on("drag", want);
    marker.on("dragend", () => { want(); keep(); });
    const element = marker.getElement();
    element.setAttribute("aria-label", texts().mast);
    element.addEventListener("keydown", moved);
    element.addEventListener("keyup", (event) => { if (event.key.startsWith("Arrow")) keep(); });
    connect();
  }

  function moved(event) {
    const ways = { ArrowUp: [0, 1], ArrowDown: [0, -1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] }, way = ways[event.key];
    if (event.key === "Escape" || event.key === "Delete") { remove(); return; }
    if (!way) return;
    event.preventDefault();
    event.stopPropagation();
    const { lng, lat } = marker.getLatLng(), far = (event.shiftKey ? FAR_METRES : STEP_METRES) / 111320;
    marker.setLatLng([lat + way[1] * far, lng + way[0] * far / Math.cos(lat * Math.PI / 180)]);
    want();
  }

  function keep() {
    const { lng, lat } = marker.getLatLng();
    window.iocCoverage.set({ mast_lon: lng.toFixed(5), mast_lat: lat.toFixed(5) });
  }

  function remove() {
    if (!marker) return;
    marker.remove();
    marker = null;
    if (socket) socket.close();
    at("coverage-gain").replaceChildren();
    window.iocCoverage.set({ mast_lon: "", mast_lat: "" });
    at("coverage-mast").focus();
  }

  function toggle() {
    if (marker) { remove(); return; }
    const middle = window.iocCoverageMap.state.map.getCenter();
    put(middle.lng, middle.lat);
    keep();
    document.querySelector(".coverage-stage").scrollIntoView({ block: "nearest" });
    marker.getElement().focus();
  }

  function seek() {
    dash_clientside.set_props("coverage-plan", { children: texts().asking });  // what the page drew there is the page's to take away
    at("coverage-seek-now").disabled = true;
    dash_clientside.set_props("coverage-seek", { data: { ...window.iocCoverage.view, nonce: Date.now() } });
  }
  function planned() {
    at("coverage-seek-now").disabled = false;
    return dash_clientside.no_update;
  }

  function start() {
    const { view } = window.iocCoverage;
    at("coverage-mast").addEventListener("click", toggle);
    at("coverage-seek-now").addEventListener("click", () => { window.iocCoverage.set({ sought: "true" }); seek(); });
    window.iocCoverage.on((changes) => {
      if (("mast_lon" in changes || "mast_lat" in changes) && view.mast_lon && view.mast_lat) {
        const here = marker && marker.getLatLng();
        if (!here || here.lng.toFixed(5) !== view.mast_lon || here.lat.toFixed(5) !== view.mast_lat) put(Number(view.mast_lon), Number(view.mast_lat));
      } else if (marker && ["service", "height_metres", "power_dbm"].some((name) => name in changes)) want();
    });
    if (view.mast_lon && view.mast_lat) put(Number(view.mast_lon), Number(view.mast_lat));
    if (view.sought === "true") seek();
  }

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.iocCoverage = { ...window.dash_clientside.iocCoverage, planned };
  document.addEventListener("coverage-ready", () => {
    const soon = setInterval(() => { if (window.iocCoverageMap.state.done) { clearInterval(soon); start(); } }, 50);
  });
})();
