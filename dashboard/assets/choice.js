// What somebody chooses on a page goes into a store by its name and into the address, so that a link shows the same.
(function () {
  "use strict";
  const chosen = new Map(), ASK_EVERY = 60000;

  function mark(store, value) {
    for (const part of document.querySelectorAll(`[data-choose="${store}"]`)) {
      if (part.tagName === "SELECT") part.value = value;
      else part.setAttribute("aria-pressed", String(part.dataset.value === value));
    }
  }

  function choose(store, value) {
    chosen.set(store, value);
    dash_clientside.set_props(store, { data: value });
    const said = new URLSearchParams(location.search);
    if (value) said.set(store, value); else said.delete(store);
    history.replaceState(null, "", `?${said}`);
    mark(store, value);
  }

  // What was asked for when it was chosen must not stand there for hours under an age that is another's.
  function askAgain() {
    if (document.hidden || document.documentElement.classList.contains("is-silent")) return;
    for (const place of document.querySelectorAll("[data-chosen]")) {
      const store = place.dataset.chosen, value = chosen.get(store);
      if (!value) continue;
      dash_clientside.set_props(store, { data: null });
      dash_clientside.set_props(store, { data: value });
    }
  }

  document.addEventListener("click", (event) => {
    const part = event.target.closest("[data-choose]");
    if (part && part.tagName !== "SELECT") choose(part.dataset.choose, part.dataset.value);
  });
  document.addEventListener("change", (event) => {
    if (event.target.matches("select[data-choose]")) choose(event.target.dataset.choose, event.target.value);
  });

  const said = new URLSearchParams(location.search);
  const waiting = setInterval(() => {
    if (!window.iocLive || !window.iocLive.frames) return;
    clearInterval(waiting);
    for (const place of document.querySelectorAll("[data-chosen]")) {
      const store = place.dataset.chosen, value = said.get(store) || place.dataset.first || "";
      if (value && !chosen.has(store)) { chosen.set(store, value); dash_clientside.set_props(store, { data: value }); }
    }
    setInterval(() => chosen.forEach((value, store) => mark(store, value)), 1000);  // rows come and go
    setInterval(askAgain, ASK_EVERY);
  }, 50);
})();
