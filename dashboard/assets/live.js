// Keeps the page live: applies the frames of /live, counts ages on, and says so when the line is dead.
(function () {
  "use strict";
  const SILENT_AFTER = 6;
  const facts = document.documentElement.dataset;
  const state = (window.iocLive = { frames: 0, offset: 0, now: () => Date.now() + state.offset, get connects() { return line.connects; } });
  let line = { connects: 0 }, lastFrame = performance.now(), version = null, asking = false;
  const lists = new Map();  // what of a long list came so far, by component and property
  const hearers = [];  // what else is done after each frame

  // The pictures of cameras come by the same line: asked for one after the other, each time those that are new.
  state.see = (wanted, paint) => { state.wanted = wanted; state.paint = paint; asking = false; if (line.speak) line.speak(); };
  state.tellAges = () => tellAges();
  state.after = (hear) => hearers.push(hear);
  function say(opened) {
    const ids = state.wanted && (opened || !asking) ? state.wanted() : [];
    if (!ids.length) return null;
    asking = true;
    return JSON.stringify(ids);
  }

  function list([id, name, kind, whole, order, items]) {
    const key = `${id}/${name}`, before = whole ? { order: [], items: {} } : lists.get(key) || { order: [], items: {} };
    const now = { order: order || before.order, items: Object.assign(before.items, items) };
    for (const gone of Object.keys(now.items)) if (!now.order.includes(gone)) delete now.items[gone];
    lists.set(key, now);
    const rows = now.order.filter((one) => one in now.items).map((one) => now.items[one]);
    dash_clientside.set_props(id, { [name]: kind === "features" ? { type: "FeatureCollection", features: rows } : rows });
  }

  // The line is opened before the page stands: what comes meanwhile waits for it.
  let stands = null;
  const standing = new Promise((done) => { stands = done; });

  async function take(message) {
    await standing;
    if (typeof message !== "string") { asking = false; await state.paint(message); return; }
    const frame = JSON.parse(message);
    if (state.replaying) { lastFrame = performance.now(); silence(); return; }
    lastFrame = performance.now();
    state.offset = frame.time - Date.now();  // ages are told by the server's clock, not by the screen's
    state.frames += 1;
    if (version && version !== frame.version) { location.reload(); return; }  // a new server may have new pages
    version = frame.version;
    state.apply(frame);
    silence();
  }

  state.apply = (frame) => {
    for (const [id, props] of frame.set) dash_clientside.set_props(id, props);
    (frame.keyed || []).forEach(list);
    requestAnimationFrame(() => { tellAges(); hearers.forEach((hear) => hear()); });
  };

  function ageText(seconds) {
    const [unit, length] = seconds < 60 ? ["second", 1] : seconds < 3600 ? ["minute", 60] : seconds < 86400 ? ["hour", 3600] : ["day", 86400];
    return facts[unit].replace("{n}", Math.floor(seconds / length));
  }

  function tellAges() {
    for (const element of document.querySelectorAll("time.age")) {
      if (!element.dateTime) continue;
      const text = ageText(Math.max(0, (state.now() - Date.parse(element.dateTime)) / 1000));
      if (element.textContent !== text) element.textContent = text;
    }
    for (const element of document.querySelectorAll("[data-opened]")) {
      element.classList.toggle("is-new", state.now() - Date.parse(element.dataset.opened) < 30000);
    }
  }

  function silence() {
    const age = (performance.now() - lastFrame) / 1000, strip = document.getElementById("silence");
    const silent = age > SILENT_AFTER;
    document.documentElement.classList.toggle("is-silent", silent);
    if (!strip) return;
    strip.hidden = !silent;
    if (silent) strip.textContent = facts.silence.replace("{age}", ageText(age));
    else if (strip.textContent) strip.textContent = "";
  }

  const DAY = new Intl.DateTimeFormat(document.documentElement.lang, { timeZone: facts.zone, weekday: "long", day: "numeric", month: "long" });
  const CLOCK = new Intl.DateTimeFormat("en-GB", { timeZone: facts.zone, timeStyle: "medium" });

  function tellTime() {
    const date = document.getElementById("clock-date"), time = document.getElementById("clock-time");
    if (!date || !time) return;
    date.textContent = DAY.format(state.now());
    time.textContent = CLOCK.format(state.now());
  }

  function markPage() {
    for (const link of document.querySelectorAll("[data-page-link]")) {
      if (link.dataset.pageLink === facts.page) link.setAttribute("aria-current", "page");
    }
  }

  function ready() {
    const page = facts.page && window.dash_clientside && dash_clientside.set_props && document.querySelector("main .page");
    // Layers that are still being made would miss what the first frame says of them.
    return page && (!page.querySelector(".map") || window.iocMap.drawn || performance.now() > 8000);
  }

  const waiting = setInterval(() => {
    if (!ready()) return;
    clearInterval(waiting);
    markPage();
    tellTime();
    lastFrame = performance.now();
    stands();
    setInterval(() => { silence(); tellAges(); tellTime(); }, 1000);
  }, 10);
  if (facts.page) line = window.iocLine(`/live?page=${facts.page}&lang=${document.documentElement.lang}`, take, say);
})();
