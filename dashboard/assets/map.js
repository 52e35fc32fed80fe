// Draws the map's features: what dash-leaflet asks for by name as iocMap.<function>.
window.iocMap = (function () {
  "use strict";
  const style = getComputedStyle(document.documentElement);
  const colours = new Map();  // asked of the style sheet once: there are thousands of marks
  function colour(name) {
    if (!colours.has(name)) colours.set(name, style.getPropertyValue(`--${name}`).trim());
    return colours.get(name);
  }
  const px = () => Math.max(0.8, Math.min(innerWidth / 1920, innerHeight / 1080));
  const SIGNS = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  const escape = (text) => String(text).replace(/[&<>"]/g, (sign) => SIGNS[sign]);

  function shade(feature, context) {
    const state = (context.hideout || {})[feature.properties.code] || "silent";
    const calm = state === "ok" || state === "silent";
    return {
      fillColor: colour(`map-${state}`), fillOpacity: 1, weight: (calm ? 1 : 2) * px(),
      color: calm ? colour("map-border") : colour(`severity-${state}`), dashArray: state === "silent" ? "4 4" : null,
    };
  }

  function name(feature, layer) {
    // Dash-Leaflet adds all communes anew when one shade changes: on the common canvas they would cover the sites.
    layer.on("add", () => { layer.bringToBack(); window.iocMap.drawn = true; });
    layer.bindTooltip(escape(feature.properties.name), { sticky: true, className: "map-tooltip" });
  }

  // Marks are drawn once it is known how they stand: before the first frame nothing is.
  const told = (feature, context) => Boolean(context.hideout);

  function site(feature, latlng, context) {
    const state = (context.hideout || {})[feature.properties.id];
    const down = state === "down", silent = state === "silent";
    return L.circleMarker(latlng, {
      radius: (down ? 7 : 3) * px(), weight: (down ? 3 : 1) * px(), interactive: true,
      color: colour(down ? "severity-moderate" : "map-site"),
      fillColor: colour(down ? "ground" : "map-site"), fillOpacity: silent ? 0 : 1, opacity: silent ? 0.6 : 1,
    }).bindTooltip(escape(feature.properties.name), { className: "map-tooltip" });
  }

  function camera(feature, latlng, context) {
    const live = (context.hideout || {})[feature.properties.id] === "live";
    const icon = L.divIcon({ className: "", iconSize: [0, 0], html: `<span class="mark mark-camera ${live ? "" : "mark-silent"}"></span>` });
    return L.marker(latlng, { icon, keyboard: false }).bindTooltip(escape(feature.properties.name), { className: "map-tooltip" });
  }

  function alert(feature, latlng) {
    const p = feature.properties, count = p.count > 1 ? `<span class="alert-count">${p.count}</span>` : "";
    const html = `<span class="map-alert" data-opened="${p.opened}"><span class="sign sign-${p.severity}">`
      + `<span class="sign-letter">${p.letter}</span></span>${count}</span>`;
    const marker = L.marker(latlng, { icon: L.divIcon({ className: "", iconSize: [0, 0], html }), title: p.label, alt: p.label, riseOnHover: true, zIndexOffset: 10000 });
    marker.on("click keypress", () => window.iocWall.open(p.alert));
    marker.on("add", (event) => tidy(event.target._map));
    return marker;
  }

  function label(feature, latlng) {
    const town = feature.properties.kind === "phường" ? "map-label map-label-town" : "map-label";
    const icon = L.divIcon({ className: "", iconSize: [0, 0], html: `<span class="${town}">${escape(feature.properties.name)}</span>` });
    const marker = L.marker(latlng, { icon, interactive: false, keyboard: false, pane: "shadowPane" });
    marker.on("add", (event) => tidy(event.target._map));
    return marker;
  }

  const touch = (a, b, gap) => a.left < b.right + gap && a.right > b.left - gap && a.top < b.bottom + gap && a.bottom > b.top - gap;

  // Alerts of neighbouring places would hide each other: the worst keeps its place, others step aside to the nearest room.
  function spread(map) {
    const taken = [], frame = map.getContainer().getBoundingClientRect();
    for (const mark of [...map.getContainer().querySelectorAll(".map-alert")].reverse()) {
      mark.style.translate = "0 0";
      mark.style.setProperty("--reach", "0px");
      const home = mark.querySelector(".sign").getBoundingClientRect(), step = home.width * 0.55;
      for (let n = 0; n < 60; n++) {
        const turn = n * 2.4, reach = n ? step * (1 + n / 8) : 0;  // a spiral of the golden angle
        const dx = reach * Math.cos(turn), dy = reach * Math.sin(turn);
        const box = { left: home.left + dx, right: home.right + dx, top: home.top + dy, bottom: home.bottom + dy };
        const out = box.left < frame.left || box.right > frame.right || box.top < frame.top || box.bottom > frame.bottom;
        if ((n && out) || taken.some((other) => touch(box, other, 1))) continue;
        mark.style.translate = `${dx}px ${dy}px`;
        mark.style.setProperty("--reach", `${reach}px`);  // a line back to where it is
        mark.style.setProperty("--turn", `${turn + Math.PI}rad`);
        taken.push(box);
        break;
      }
    }
  }

  // Labels stand in their order of importance; one that would touch an earlier one, or the edge, is not shown.
  function declutter(map) {
    const panel = map.getContainer().closest(".map");  // what lies over the map hides labels as well
    const over = ".map-alert .sign, .mark-camera, .report-mark, .map-ages li, .legend, .leaflet-control-zoom, .replay-begin";
    const taken = [...panel.parentElement.querySelectorAll(over)].map((one) => one.getBoundingClientRect());
    const frame = map.getContainer().getBoundingClientRect(), gap = 6 * px();
    for (const element of map.getContainer().querySelectorAll(".map-label")) {
      element.style.visibility = "hidden";
      const box = element.getBoundingClientRect();
      const out = box.left < frame.left || box.right > frame.right || box.top < frame.top || box.bottom > frame.bottom;
      if (out || taken.some((other) => touch(box, other, gap))) continue;
      taken.push(box);
      element.style.visibility = "visible";
    }
  }

  const known = new WeakSet();
  let planned = 0, shown = null;
  function tidy(map) {
    if (!known.has(map)) {
      known.add(map);
      shown = map;
      translate(map.getContainer());
      map.on("zoomend viewreset", () => plan(map));
      new ResizeObserver(() => { map.invalidateSize(); fit(map); }).observe(map.getContainer());
    }
    plan(map);
  }
  function translate(container) {  // Leaflet speaks English alone
    const { zoomIn, zoomOut } = container.closest(".map").dataset;
    for (const [way, text] of [["in", zoomIn], ["out", zoomOut]]) {
      const button = container.querySelector(`.leaflet-control-zoom-${way}`);
      button.title = text;
      button.setAttribute("aria-label", text);
    }
  }
  function fit(map) {
    map.eachLayer((layer) => {
      if (layer.feature && layer.feature.geometry.type !== "Point") map.iocExtent = (map.iocExtent || L.latLngBounds([])).extend(layer.getBounds());
    });
    const size = map.getSize(), { paddingTopLeft: [left, top] } = room(map);
    if (size.x < left + 40 || size.y < top + 40) return;  // not laid out yet: no zoom would fit, and the map would be lost
    if (map.iocExtent) map.fitBounds(map.iocArea || map.iocExtent, { animate: false, ...room(map) });
    plan(map);
  }
  // Whoever asks for less motion is taken there at once.
  const still = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
  function go(latlng) {
    if (!shown) return;
    const zoom = 11.5, size = shown.getSize();  // left above the middle: the camera's picture stands to the right, below
    const middle = shown.unproject(shown.project(latlng, zoom).add([0.22 * size.x, 0.16 * size.y]), zoom);
    shown.flyTo(middle, zoom, { animate: !still(), duration: 1.5 });
  }
  function home() {
    if (shown && shown.iocExtent) shown.flyToBounds(shown.iocArea || shown.iocExtent, { animate: !still(), duration: 1.5, ...room(shown) });
  }
  function room(map) {  // the legend stands at the left: the city makes way for it, where there is a legend
    const legend = map.getContainer().closest(".map").querySelector(".legend");
    return { paddingTopLeft: [6 + (legend ? legend.offsetWidth * 0.6 : 0), 6], paddingBottomRight: [6, 6] };
  }
  function area(bounds) {  // a view of a playlist: part of the city
    if (!shown) return;
    shown.iocArea = bounds ? L.latLngBounds(bounds) : null;
    home();
  }
  function plan(map) {
    clearTimeout(planned);
    planned = setTimeout(() => { spread(map); declutter(map); }, 60);
  }

  return { shade, name, told, site, camera, alert, label, go, home, area, tidy };
})();
