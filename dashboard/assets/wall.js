// The wall's own behaviour: an alert opens large when it is chosen, rows that do not fit are counted, and what has just
// happened comes forward by itself, map and camera, unless somebody is touching the screen.
window.iocWall = (function () {
  "use strict";
  const state = { touched: -Infinity, seen: null, shown: null, until: 0, turns: 0, room: "" };
  const byId = (id) => document.getElementById(id);

  function open(alert) {
    dash_clientside.set_props("evidence", { children: null });
    dash_clientside.set_props("chosen-alert", { data: null });
    dash_clientside.set_props("chosen-alert", { data: Number(alert) });
    const dialog = byId("evidence-dialog");
    if (!dialog.open) dialog.showModal();
  }

  document.addEventListener("click", (event) => {
    const row = event.target.closest("[data-alert]");
    if (row) open(row.dataset.alert);
    const dialog = event.target.closest("dialog");
    if (dialog && (event.target === dialog || event.target.closest(".dialog-close"))) dialog.close();
  });

  // Rows without room stand in a second column that nobody sees: they are counted, and no key leads to them. Before any is
  // left out, all but the first are drawn closer together.
  function count() {
    const list = byId("alert-list"), rest = byId("alert-rest");
    if (!list || !rest) return;
    const edge = list.getBoundingClientRect().right - 1;
    const isOut = (row) => row.getBoundingClientRect().left >= edge;
    const room = `${list.clientHeight}/${[...list.children].map((row) => row.dataset.opened).join()}/${rest.dataset.rest}`;
    if (room !== state.room) {
      state.room = room;
      list.classList.remove("is-tight");
      list.classList.toggle("is-tight", Number(rest.dataset.rest) > 0 || [...list.children].some(isOut));
    }
    let hidden = Number(rest.dataset.rest);
    for (const row of list.children) {
      const out = isOut(row);
      row.toggleAttribute("inert", out);
      hidden += out;
    }
    const text = hidden ? rest.dataset.text.replace("{n}", hidden) : "";
    if (rest.textContent !== text) rest.textContent = text;
  }

  const limits = () => byId("spotlight").dataset;
  const busy = () => performance.now() - state.touched < Number(limits().touch) * 1000 || byId("evidence-dialog").open;

  function turnTo(call) {
    state.shown = call.call;
    state.turns += 1;
    state.until = performance.now() + Number(limits().turn) * 1000;
    byId("spotlight-kind").textContent = call.title;
    byId("spotlight-place").textContent = call.place;
    byId("spotlight-picture").hidden = !call.camera;
    byId("spotlight-when").hidden = !call.camera;
    byId("spotlight").hidden = false;
    window.iocMap.go([Number(call.lat), Number(call.lon)]);
    window.iocPictures.follow(call.camera || null);
  }

  function turnBack() {
    state.shown = null;
    byId("spotlight").hidden = true;
    window.iocPictures.follow(null);
    window.iocMap.home();
  }

  function turn() {
    const place = byId("calls");
    if (!place || !Number(limits().turn) || window.iocLive.replaying) return;
    const calls = [...place.children].map((row) => row.dataset);
    if (state.shown && (busy() || performance.now() > state.until)) turnBack();
    if (state.seen === null) {  // what stood there is no news, but for what brought a kiosk back
      const brought = window.iocKiosk.on ? window.iocKiosk.take() : null;
      state.seen = new Set(calls.map((call) => call.call).filter((id) => id !== brought));
    }
    if (state.shown || busy()) return;
    const next = calls.find((call) => !state.seen.has(call.call));
    if (!next) return;
    state.seen.add(next.call);
    turnTo({ ...next });
  }

  if (document.documentElement.dataset.page === "wall") {
    const touched = () => { state.touched = performance.now(); };
    for (const name of ["pointerdown", "pointermove", "wheel", "keydown", "touchstart"]) addEventListener(name, touched, { passive: true });
    addEventListener("resize", count);
    const waiting = setInterval(() => {
      if (!window.iocLive || !window.iocLive.frames || !byId("spotlight")) return;
      clearInterval(waiting);
      window.iocLive.after(count);
      setInterval(() => { turn(); count(); }, 500);
    }, 50);
  }
  return { open, state, busy: () => Boolean(state.shown) || (byId("spotlight") ? busy() : false) };
})();
