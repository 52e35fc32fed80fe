// A kiosk shows the views of its playlist in turn and comes back by itself, whatever ends: session, network or server.
window.iocKiosk = (function () {
  "use strict";
  const LINK = "ioc-kiosk", STEP = "ioc-kiosk-step", CALL = "ioc-call", LOST_AFTER = 15000, ASK_EVERY = 5000;
  const root = document.documentElement, facts = root.dataset;
  const keep = (place, key, value) => { try { place.setItem(key, value); } catch (error) { /* as long as this page */ } };
  const kept = (place, key) => { try { return place.getItem(key); } catch (error) { return null; } };

  const asked = new URLSearchParams(location.search).get("kiosk");
  if (asked === "0") keep(sessionStorage, LINK, "");
  else if (asked) keep(sessionStorage, LINK, location.href);  // with all that lets it in
  const link = kept(sessionStorage, LINK), started = performance.now();
  if (!link) return { on: false };
  root.classList.add("is-kiosk");
  // Charts measure their text in pixels of the screen, not in ours.
  const zoom = () => root.style.setProperty("--chart-zoom", String(Math.min(innerWidth / 1920, innerHeight / 1080) * 1.8));
  addEventListener("resize", zoom);
  zoom();

  const views = () => JSON.parse(facts.playlist || "[]");
  const state = { on: true, step: Number(kept(sessionStorage, STEP) || 0), since: performance.now(), seen: null };

  function hour() {
    const [hours, minutes] = new Date(window.iocLive.now()).toLocaleTimeString("en-GB", { timeZone: facts.zone }).split(":");
    return Number(hours) + Number(minutes) / 60;
  }
  const holds = (view) => (view.hours[0] <= view.hours[1] ? view.hours[0] <= hour() && hour() < view.hours[1] : hour() >= view.hours[0] || hour() < view.hours[1]);

  // A page is left only while the centre answers: an error page of the browser would never come back.
  async function leave(address) {
    try {
      const reply = await fetch("/healthz", { cache: "no-store", signal: AbortSignal.timeout(3000) });
      if (reply.ok) location.assign(address);
    } catch (error) { /* asked again later */ }
  }

  function showStep() {
    const view = views()[state.step];
    if (!view) return;
    state.since = performance.now();
    keep(sessionStorage, STEP, String(state.step));
    if (view.page !== location.pathname) { leave(view.page); return; }
    const [west, south, east, north] = view.area || [];
    if (window.iocMap && document.querySelector(".map")) window.iocMap.area(view.area ? [[south, west], [north, east]] : null);
  }

  function next() {
    const list = views();
    for (let n = 1; n <= list.length; n++) {
      const step = (state.step + n) % list.length;
      if (!holds(list[step])) continue;
      if (step !== state.step || list[step].page !== location.pathname) { state.step = step; showStep(); }
      else state.since = performance.now();
      return;
    }
  }

  // What happens brings the wall back, wherever the kiosk is.
  function called() {
    const place = document.getElementById("calls");
    if (!place) return false;
    const ids = [...place.children].map((row) => row.dataset.call);
    if (state.seen === null) state.seen = new Set(ids);
    const fresh = ids.find((id) => !state.seen.has(id));
    if (!fresh || location.pathname === "/") return false;
    keep(sessionStorage, CALL, fresh);
    leave("/");
    return true;
  }

  const idle = () => !window.iocWall || !window.iocWall.busy || !window.iocWall.busy();
  function tick() {
    const live = window.iocLive && window.iocLive.frames > 0;
    if (!live && performance.now() - started > LOST_AFTER) { leave(link); return; }  // whatever this page is, it is not ours
    if (!live || called()) return;
    const view = views()[state.step];
    if (view && idle() && performance.now() - state.since > view.seconds * 1000) next();
  }
  const waiting = setInterval(() => {
    if (!window.iocLive || !window.iocLive.frames) return;
    clearInterval(waiting);
    if (views()[state.step] && views()[state.step].page === location.pathname) showStep();
    else state.since = performance.now();
  }, 200);
  setInterval(() => { if (window.iocLive && window.iocLive.frames) tick(); }, 1000);
  setInterval(() => { if (!window.iocLive || !window.iocLive.frames) tick(); }, ASK_EVERY);
  return Object.assign(state, { next, take: () => { const call = kept(sessionStorage, CALL); keep(sessionStorage, CALL, ""); return call; } });
})();
