// A case's page: asks for what stands in it, again whenever it changes, and does what a person chooses.
(function () {
  "use strict";
  let seen = null, known = "", asking = 0, connects = 0;
  const head = () => document.getElementById("case-head");
  const alert = () => Number(head().dataset.alertId);
  const value = (id) => document.getElementById(id).value;

  function ask() {
    asking = Date.now();
    dash_clientside.set_props("case-wish", { data: { alert: alert(), nonce: asking } });
  }

  function drawn(told) {
    seen = told;
    for (const place of document.querySelectorAll("[data-due]")) window.iocDesk.limit(place);
    if (told && told.missing === "down") setTimeout(ask, 3000);
    return dash_clientside.no_update;
  }

  // The audit's number and the count of pictures of this case, as everybody hears them.
  function heard(news) {
    const mine = news && head() && news[String(alert())], key = JSON.stringify(mine || null);
    const again = connects !== window.iocLive.connects;  // what was missed while the line was dead
    connects = window.iocLive.connects;
    if (seen && ((mine && key !== known) || again) && !(mine && mine[0] === seen.number && mine[1] === seen.proofs)) ask();
    known = key;
    return dash_clientside.no_update;
  }

  async function act(name, more = {}) {
    const note = document.getElementById("case-note");
    const told = await window.iocDesk.act(alert(), { act: name, version: seen ? seen.version : null, note: note.value, ...more });
    if (told && told.done) {
      if (name !== "tick") note.value = "";
      for (const id of ["case-dismiss", "case-shelve"]) document.getElementById(id).hidden = true;
    }
    ask();
  }

  function chosen(event) {
    const form = event.target.closest("[data-form]"), button = event.target.closest("[data-act]"), tick = event.target.closest("[data-tick]");
    if (form) {
      const place = document.getElementById(form.dataset.form), hidden = place.hidden;
      for (const id of ["case-dismiss", "case-shelve"]) document.getElementById(id).hidden = true;
      place.hidden = !hidden;
      if (hidden) place.querySelector("select").focus();
    }
    if (tick) act("tick", { item: tick.dataset.tick, note: "" });
    if (!button) return;
    const name = button.dataset.act;
    act(name, name === "dismiss" ? { reason: value("case-reason") } : name === "shelve" ? { minutes: Number(value("case-minutes")) } : {});
  }

  window.dash_clientside = { ...window.dash_clientside, iocCase: { drawn, heard } };
  if (document.documentElement.dataset.page !== "case") return;
  document.addEventListener("click", chosen);
  document.addEventListener("ioc-sent", ask);
  const waiting = setInterval(() => {
    if (!head() || !window.iocLive || !window.iocLive.frames || !window.iocDesk.state.ready) return;
    clearInterval(waiting);
    connects = window.iocLive.connects;
    window.iocDesk.onChange(ask);
  }, 50);
})();
