// Keeps the page live: applies the frames of /live, counts ages on, and says so when the line is dead.
(function () {
  "use strict";
  const SILENT_AFTER = 6, REPLACE_AFTER = 15, LONGEST_WAIT = 10000;
  const facts = document.documentElement.dataset;
  const state = (window.iocLive = { frames: 0, connects: 0, offset: 0, now: () => Date.now() + state.offset });
  let socket = null, attempts = 0, lastFrame = performance.now(), version = null;

  function connect() {
    const scheme = location.protocol === "https:" ? "wss://" : "ws://";
    const mine = (socket = new WebSocket(`${scheme}${location.host}/live?page=${facts.page}&lang=${document.documentElement.lang}`));
    state.connects += 1;
    mine.onmessage = (event) => { if (mine === socket) take(JSON.parse(event.data)); };
    mine.onclose = () => {
      if (mine !== socket) return;
      const wait = Math.min(LONGEST_WAIT, 500 * 2 ** Math.min(attempts++, 5));
      setTimeout(connect, wait * (0.5 + Math.random()));  // jitter: fifty screens must not come back as one
    };
  }

  function take(frame) {
    attempts = 0;
    lastFrame = performance.now();
    state.offset = frame.time - Date.now();  // ages are told by the server's clock, not by the screen's
    state.frames += 1;
    if (version && version !== frame.version) { location.reload(); return; }  // a new server may have new pages
    version = frame.version;
    for (const [id, props] of frame.set) dash_clientside.set_props(id, props);
    silence();
    requestAnimationFrame(tellAges);
  }

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

  function tellTime() {
    const date = document.getElementById("clock-date"), time = document.getElementById("clock-time");
    if (!date || !time) return;
    const now = new Date(state.now()), lang = document.documentElement.lang;
    date.textContent = now.toLocaleDateString(lang, { timeZone: facts.zone, weekday: "long", day: "numeric", month: "long" });
    time.textContent = now.toLocaleTimeString("en-GB", { timeZone: facts.zone });
  }

  function replaceDeadSocket() {
    const age = (performance.now() - lastFrame) / 1000;
    if (age < REPLACE_AFTER || !socket || socket.readyState > WebSocket.OPEN) return;
    const dead = socket;  // open but silent: the closing handshake would wait for the same dead line
    socket = null;
    dead.onmessage = dead.onclose = null;
    dead.close();
    lastFrame = performance.now() - SILENT_AFTER * 1000;
    connect();
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
    connect();
    setInterval(() => { silence(); tellAges(); tellTime(); replaceDeadSocket(); }, 1000);
  }, 50);
})();
