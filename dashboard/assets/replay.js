// The time machine: shows the wall at a past moment, and plays on from there; a link leads back to the moment.
(function () {
  "use strict";
  if (document.documentElement.dataset.page !== "wall") return;
  const byId = (id) => document.getElementById(id), DAY = 86400000, MINUTE = 60000;
  const state = (window.iocReplay = { at: null, end: null, speed: 60, playing: false, shown: 0 });
  let timer = null, asking = false, wanted = false;

  const zone = document.documentElement.dataset.zone;
  const local = (ms) => new Date(ms).toLocaleString("sv-SE", { timeZone: zone }).replace(" ", "T");  // as its own field wants it
  function utc(text) {  // the moment whose local time this is
    const guess = Date.parse(`${text}Z`), off = Date.parse(`${local(guess)}Z`) - guess;
    return guess - off;
  }

  function make(id, place) {
    const made = document.createElement("input");
    for (const { name, value } of byId(place).attributes) if (name.startsWith("data-input-")) made.setAttribute(name.slice(11), value);
    made.id = id;
    byId(place).append(made);
    return made;
  }

  async function show() {
    if (asking) { wanted = true; return; }
    asking = true;
    const at = state.at;
    try {
      const reply = await fetch(`/past?time=${new Date(at).toISOString()}&language=${document.documentElement.lang}`);
      if (reply.ok) {
        window.iocLive.apply(await reply.json());
        state.shown += 1;
      }
      byId("replay").classList.toggle("is-lost", !reply.ok);
    } catch (error) {
      byId("replay").classList.add("is-lost");
    }
    asking = false;
    tell();
    if (wanted) { wanted = false; show(); }
  }

  function tell() {
    const failed = byId("replay").classList.contains("is-lost"), facts = byId("replay").dataset;
    const text = new Date(state.at).toLocaleString("en-GB", { timeZone: zone });
    window.iocLive.offset = state.at - Date.now();
    byId("replay-banner").textContent = facts.banner.replace("{time}", text) + (failed ? ` · ${facts.failed}` : "");
    byId("replay-slider").value = String(1440 - Math.round((state.end - state.at) / MINUTE));
    byId("replay-slider").setAttribute("aria-valuetext", text);
    if (document.activeElement !== byId("replay-moment")) byId("replay-moment").value = local(state.at).slice(0, 16);
    byId("replay-play").textContent = state.playing ? facts.pause : facts.play;
    for (const button of byId("replay").querySelectorAll("[data-speed]")) button.setAttribute("aria-pressed", String(Number(button.dataset.speed) === state.speed));
    history.replaceState(null, "", `?at=${new Date(state.at).toISOString()}&speed=${state.speed}`);
  }

  function go(at) {
    state.at = Math.min(at, Date.now() + clock - 1000);
    state.at -= state.at % (state.speed * 1000);  // all who play at one speed ask for the same moments
    if (state.at > state.end || state.at < state.end - DAY) state.end = Math.min(state.at + DAY / 2, Date.now() + clock);
    show();
  }

  function play(on) {
    state.playing = on;
    clearInterval(timer);
    if (on) timer = setInterval(() => { if (!asking) go(state.at + state.speed * 1000); }, 1000);
    tell();
  }

  let clock = 0;  // how far the server's clock is ahead of this screen's
  function begin(at, speed) {
    if (state.at !== null) return;
    clock = window.iocLive.offset;
    window.iocLive.replaying = true;
    document.documentElement.classList.add("is-replay");
    state.speed = speed;
    state.end = Math.min(Math.max(at + DAY / 2, at), Date.now() + clock);
    const banner = document.createElement("div");
    banner.id = "replay-banner";
    banner.className = "banner banner-past";
    banner.setAttribute("role", "status");
    byId("banners").before(banner);
    byId("replay").hidden = false;
    make("replay-slider", "replay-slider-place").oninput = (event) => go(state.end - (1440 - Number(event.target.value)) * MINUTE);
    make("replay-moment", "replay-moment-place").onchange = (event) => { if (event.target.value) go(utc(event.target.value)); };
    go(at);
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.id === "replay-begin") begin(Date.now() + window.iocLive.offset - 10 * MINUTE, 60);
    if (button.id === "replay-play") play(!state.playing);
    if (button.dataset.speed) { state.speed = Number(button.dataset.speed); tell(); }
    if (button.id === "replay-end") location.href = location.pathname;
    if (button.id === "replay-link") {
      navigator.clipboard.writeText(location.href).then(() => { button.textContent = byId("replay").dataset.copied; });
    }
  });

  const asked = new URLSearchParams(location.search), moment = Date.parse(asked.get("at") || "");
  if (Number.isNaN(moment)) return;
  const waiting = setInterval(() => {
    if (!window.iocLive || !window.iocLive.frames || !byId("replay") || !byId("banners")) return;
    clearInterval(waiting);
    const speed = [1, 5, 15, 60].find((one) => String(one) === asked.get("speed")) || 60;
    begin(moment, speed);
  }, 50);
})();
