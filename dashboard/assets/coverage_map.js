// Draws the coverage map's features: what dash-leaflet asks for by name as iocCoverageMap.<function>.
window.iocCoverageMap = (function () {
  "use strict";
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(`--${name}`).trim();
  const escape = (text) => { const span = document.createElement("span"); span.textContent = text; return span.innerHTML; };
  const tooltip = { sticky: true, className: "map-tooltip" };
  const state = { map: null, planned: 0, moved: null, ready: null };

  function shade(feature, context) {
    const told = context.hideout || {}, code = feature.properties.code, step = (told.steps || {})[code];
    const known = step !== undefined, chosen = told.chosen === code;
    return {
      fillColor: known ? told.colours[step] : colour("map-silent"), fillOpacity: 1, weight: chosen ? 3 : 1,
      color: chosen ? colour("accent") : colour("map-border"), dashArray: known ? null : "4 4",
    };
  }

  function commune(feature, layer, context) {
    layer.on("add", (event) => { layer.bringToBack(); meet(event.target._map); });
    layer.bindTooltip(() => {
      const lines = ((context.hideout || {}).texts || {})[feature.properties.code] || [];
      return [`<b>${escape(feature.properties.name)}</b>`, ...lines.map(escape)].join("<br>");
    }, tooltip);
    layer.on("click", () => window.iocCoverage.commune(feature.properties.code));
  }

  const HUES = ["#4aa8e0", "#e69f00", "#1fa37f", "#d9679e", "#8f8fe0", "#f0e442"];
  function territory(feature) { return { color: "#0a101c", weight: 1, fillColor: HUES[feature.properties.hue], fillOpacity: 0.75 }; }
  const GAP = "#d4145a";  // seen on the darkest shade and on the brightest
  function gap() { return { color: GAP, weight: 2, fill: false }; }
  function told(feature, layer) { layer.bindTooltip(escape(feature.properties.text), tooltip); }

  function site(feature, latlng) {
    const down = feature.properties.down;
    return L.circleMarker(latlng, {
      radius: down ? 8 : 3.5, weight: down ? 4 : 1.2, color: colour(down ? "bad" : "ground"),
      fillColor: colour(down ? "ground" : "map-site"), fillOpacity: 1,
    }).bindTooltip(escape(feature.properties.text), tooltip);
  }

  function cell(feature, latlng) {
    const p = feature.properties, at = { agrees: "good", weaker: "bad", stronger: "warn" }[p.verdict];
    return L.circleMarker(latlng, { radius: 4, weight: 1, color: colour("ground"), fillColor: colour(at), fillOpacity: 0.95 }).bindTooltip(escape(p.text), tooltip);
  }

  const sign = (latlng, css, text, title, more = "") => L.marker(latlng, {
    icon: L.divIcon({ className: "", iconSize: [0, 0], html: `<span class="coverage-sign ${css}"${more}>${text}</span>` }), title, alt: title, keyboard: false,
  });
  function cross(feature, latlng) { return sign(latlng, `sign-${feature.properties.verdict}`, "✕", feature.properties.text); }
  function complaint(feature, latlng) { return sign(latlng, "sign-complaint", "▲", feature.properties.text); }
  function candidate(feature, latlng) { return sign(latlng, "sign-candidate", escape(String(feature.properties.place)), feature.properties.text); }

  function label(feature, latlng) {
    const town = feature.properties.kind === "phường" ? "map-label map-label-town" : "map-label";
    const icon = L.divIcon({ className: "", iconSize: [0, 0], html: `<span class="${town}">${escape(feature.properties.name)}</span>` });
    const marker = L.marker(latlng, { icon, interactive: false, keyboard: false, pane: "shadowPane" });
    marker.on("add", plan);
    return marker;
  }

  // Labels stand in their order of importance; one that would touch an earlier one, or the edge, is not shown.
  function declutter() {
    const container = state.map.getContainer(), frame = container.getBoundingClientRect(), taken = [];
    for (const element of container.querySelectorAll(".map-label")) {
      element.style.visibility = "hidden";
      const box = element.getBoundingClientRect();
      const out = box.left < frame.left || box.right > frame.right || box.top < frame.top || box.bottom > frame.bottom;
      if (out || taken.some((o) => box.left < o.right + 3 && box.right > o.left - 3 && box.top < o.bottom + 3 && box.bottom > o.top - 3)) continue;
      taken.push(box);
      element.style.visibility = "visible";
    }
  }
  function plan() { clearTimeout(state.planned); state.planned = setTimeout(() => state.map && declutter(), 60); }

  // The map is known once its first commune is drawn: it then takes the room there is, or the place that the address names.
  function meet(map) {
    (window.iocMap = window.iocMap || {}).drawn = true;
    if (state.map === map) return;
    state.map = map;
    clearTimeout(state.planned);
    setTimeout(() => {
      const said = new URLSearchParams(location.search), texts = document.querySelector(".coverage").dataset;
      for (const [way, text] of [["in", texts.zoomIn], ["out", texts.zoomOut]]) {
        const button = map.getContainer().querySelector(`.leaflet-control-zoom-${way}`);
        button.title = text;
        button.setAttribute("aria-label", text);
      }
      let own = said.get("zoom") && said.get("lon") && said.get("lat");
      if (own) map.setView([Number(said.get("lat")), Number(said.get("lon"))], Number(said.get("zoom")), { animate: false });
      new ResizeObserver(() => { map.invalidateSize(); if (!own) fit(); plan(); }).observe(map.getContainer());
      map.on("zoomend viewreset moveend", plan);
      map.on("dragend zoomend", (event) => { if (state.fitting) return; own = true; if (state.moved) state.moved(map.getCenter(), map.getZoom(), event); });
      if (state.ready) state.ready(map);
      state.done = true;
    }, 0);
  }

  function fit() {
    const room = state.map.getSize();
    if (room.x < 40 || room.y < 40) return;  // nothing fits into no room, and Leaflet never comes back from trying
    const extent = L.latLngBounds([]);
    state.map.eachLayer((layer) => { if (layer.feature && layer.feature.properties.code && layer.getBounds) extent.extend(layer.getBounds()); });
    state.fitting = true;
    if (extent.isValid()) state.map.fitBounds(extent, { animate: false, padding: [6, 6] });
    state.fitting = false;
  }

  return { shade, commune, territory, gap, told, site, cell, cross, complaint, candidate, label, state };
})();
