// Marks citizens' reports on their map; a tap on one shows what became of it.
window.iocReports = (function () {
  "use strict";
  const escape = (text) => { const span = document.createElement("span"); span.textContent = text; return span.innerHTML; };

  function point(feature, latlng) {
    const { report, state, sign, label } = feature.properties;
    const html = `<span class="report-mark report-${state}" data-choose="report" data-value="${escape(report)}">${escape(sign)}</span>`;
    const marker = L.marker(latlng, { icon: L.divIcon({ className: "", iconSize: [0, 0], html }), alt: label, keyboard: false });
    marker.on("add", (event) => window.iocMap.tidy(event.target._map));  // names make way for it
    return marker.bindTooltip(escape(label), { className: "map-tooltip" });
  }
  return { point };
})();
