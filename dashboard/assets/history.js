// The history: asks while somebody types or chooses, keeps the question in the address, and goes on to what is older.
(function () {
  "use strict";
  const NAMES = ["span", "kind", "state", "commune"];
  let before = null, planned = 0;
  const at = (name) => document.getElementById(`history-${name}`);

  function input(type, name, label) {
    const made = document.createElement("input");
    Object.assign(made, { type, id: `history-${name}` });
    made.setAttribute("aria-label", label);
    return made;
  }

  function build() {
    const texts = document.querySelector(".history-form").dataset, said = new URLSearchParams(location.search);
    const search = input("search", "text", texts.label);
    search.placeholder = texts.placeholder;
    search.maxLength = 100;
    at("search").replaceChildren(search);
    at("dates").replaceChildren(input("date", "begins", texts.from), " – ", input("date", "ends", texts.to));
    at("span").value = "month";
    for (const name of [...NAMES, "text", "begins", "ends"]) if (said.get(name)) at(name).value = said.get(name);
    document.querySelector(".history-form").addEventListener("input", () => { clearTimeout(planned); planned = setTimeout(ask, 250); });
    at("older").addEventListener("click", () => ask(before));
    search.focus();
    ask();
  }

  function wanted() {
    const filled = Object.fromEntries([...NAMES, "text"].map((name) => [name, at(name).value]));
    if (filled.span === "dates") for (const name of ["begins", "ends"]) if (at(name).value) filled[name] = at(name).value;
    return filled;
  }

  function ask(from = null) {
    const wish = wanted();
    at("dates").hidden = wish.span !== "dates";
    history.replaceState(null, "", `?${new URLSearchParams(Object.entries(wish).filter(([, value]) => value))}`);
    dash_clientside.set_props("history-wish", { data: { ...wish, ...(Array.isArray(from) ? { before: from } : {}), nonce: Date.now() } });
  }

  function take(told) {
    before = told && told.before;
    at("older").hidden = !before;
    if (told) window.scrollTo(0, 0);
    return dash_clientside.no_update;
  }

  window.dash_clientside = { ...window.dash_clientside, iocHistory: { take } };
  if (document.documentElement.dataset.page !== "history") return;
  const waiting = setInterval(() => {
    if (!at("search") || !dash_clientside.set_props || !window.iocLive.frames) return;
    clearInterval(waiting);
    build();
  }, 50);
})();
