// Opens an alert, large, when its row or its mark on the map is chosen.
window.iocWall = (function () {
  "use strict";
  function open(alert) {
    dash_clientside.set_props("evidence", { children: null });
    dash_clientside.set_props("chosen-alert", { data: null });
    dash_clientside.set_props("chosen-alert", { data: Number(alert) });
    const dialog = document.getElementById("evidence-dialog");
    if (!dialog.open) dialog.showModal();
  }

  document.addEventListener("click", (event) => {
    const row = event.target.closest("[data-alert]");
    if (row) open(row.dataset.alert);
    const dialog = event.target.closest("dialog");
    if (dialog && (event.target === dialog || event.target.closest(".dialog-close"))) dialog.close();
  });
  return { open };
})();
