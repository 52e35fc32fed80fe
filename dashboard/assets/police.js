// Draws the police's queue, counts its limits, lets a person take an alert, and makes itself heard.
window.iocPolice = (function () {
  "use strict";
  const desk = window.iocDesk, { element, words } = desk;
  const rows = new Map();  // alert id → its element and what it was drawn from
  let news = null, unit = "", mine = false;
  const list = () => document.getElementById("queue");
  const facts = () => document.documentElement.dataset;

  function take(told) {
    if (!told || !list() || !desk.state.ready) { if (told) setTimeout(() => take(told), 50); return dash_clientside.no_update; }
    news = told;
    draw();
    window.iocSound.hear(news, (row) => !unit || row.unit === unit);
    return dash_clientside.no_update;
  }

  const me = () => (desk.state.person ? desk.state.person.name : null);
  const waits = (id) => desk.stored("ioc-waiting", []).some((row) => row.alert === id);
  const shown = (row) => (!unit || row.unit === unit) && (!mine || (row.owner && row.owner === me()));

  function draw() {
    const place = list(), all = news.rows;
    if (all === null) { place.replaceChildren(element("li", { class: "nothing" }, words("noData"))); return; }
    const wanted = all.filter(shown), ids = new Set(wanted.map((row) => row.id));
    for (const id of [...rows.keys()]) if (!ids.has(id)) { rows.get(id).item.remove(); rows.delete(id); }
    for (const [i, row] of wanted.entries()) {
      const key = JSON.stringify([row, me(), waits(row.id)]), known = rows.get(row.id);
      if (!known || known.key !== key) redraw(row, key, known);
      const item = rows.get(row.id).item;
      if (place.children[i] !== item) move(place, item, place.children[i] || null);
    }
    place.querySelectorAll(":scope > .nothing").forEach((item) => item.remove());
    if (!wanted.length) place.append(element("li", { class: "nothing" }, words(all.length ? "noneFits" : "nothing")));
    foot();
    tools();
  }

  function move(place, item, before) {  // moving an element takes the focus from it
    const held = item.contains(document.activeElement) ? document.activeElement : null;
    place.insertBefore(item, before);
    if (held) held.focus();
  }

  function redraw(row, key, known) {
    const held = known && known.item.contains(document.activeElement) ? document.activeElement.className : null;
    const item = known ? known.item : element("li", {});
    item.className = `waits alert-${row.severity} state-${row.state}${row.owner && row.owner === me() ? " is-mine" : ""}`;
    item.dataset.id = row.id;
    item.dataset.opened = row.opened;
    item.replaceChildren(opener(row), side(row));
    rows.set(row.id, { item, key });
    if (held) { const again = item.getElementsByClassName(held)[0] || item.querySelector(".waits-open"); again.focus(); }
  }

  function opener(row) {
    const sign = element("span", { class: `sign sign-${row.severity}`, role: "img", "aria-label": row.grave }, element("span", { class: "sign-letter" }, row.letter));
    const still = row.still ? element("img", { src: row.still, alt: "", class: "waits-still", loading: "lazy" }) : null;
    const when = element("div", { class: "waits-when" }, element("b", { class: "alert-severity" }, row.grave), element("span", {}, words("since", { time: row.since })), element("time", { class: "age", datetime: row.opened }),
      ...[row.over && words("over", { time: row.over }), row.flapping && words("flapping"), row.hides && words("hides", { n: row.hides })].filter(Boolean).map((text) => element("span", { class: "waits-mark" }, text)));
    const text = element("div", { class: "waits-text" }, element("div", { class: "waits-kind" }, row.kind), element("div", { class: "waits-place" }, row.place), when);
    return element("a", { class: "waits-open", href: `/case/${row.id}` }, sign, still, text);
  }

  function side(row) {
    const owner = row.owner ? (row.owner === me() ? words("mine") : words("has", { name: row.owner })) : words("nobody");
    const limit = row.due ? element("span", { "data-due": row.due, "data-duty": row.duty, "data-of": row.of }) : null;
    if (limit) desk.limit(limit);
    const who = element("div", { class: "waits-who" }, element("span", { class: `state state-${row.state}` }, row.stated), element("span", { class: "waits-owner" }, owner), element("span", { class: "waits-unit" }, row.unit_name),
      row.escalated ? element("span", { class: "waits-escalated" }, words("escalated", { n: row.escalated })) : null);
    const person = desk.state.person, may = row.takers.length && (!person || row.takers.includes(person.role));
    const button = may ? element("button", { type: "button", class: "button button-first waits-take", disabled: waits(row.id), onclick: () => grab(row) }, words("take")) : null;
    return element("div", { class: "waits-side" }, limit, who, button);
  }

  async function grab(row) {
    const known = rows.get(row.id), button = known && known.item.querySelector(".waits-take");
    if (button) button.disabled = true;
    await desk.act(row.id, { act: "acknowledge", version: row.version });
    if (known) known.key = "";
    draw();
  }

  function foot() {
    const place = document.getElementById("queue-foot"), parts = [...news.hidden];
    const left = unit ? news.more_of[unit] : news.more;
    if (left) parts.unshift(words("more", { n: left }));
    place.replaceChildren(...parts.map((text) => element("span", { class: "queue-hidden" }, text)), element("span", { class: "queue-keys" }, words("keys")));
    const counts = document.getElementById("queue-counts"), letters = { extreme: "‼", severe: "!", moderate: "!", minor: "i", unknown: "?" };
    counts.replaceChildren(...Object.entries(news.counts).map(([severity, n]) => element("span", { class: "count" }, element("span", { class: `sign sign-${severity}` }, element("span", { class: "sign-letter" }, letters[severity])), element("b", {}, String(n)))));
  }

  let toolsKey = "";
  function tools() {
    const units = Object.fromEntries(news.rows.filter((row) => row.unit).map((row) => [row.unit, row.unit_name]));
    if (unit && !units[unit]) units[unit] = unit;
    const key = JSON.stringify([Object.keys(units).sort(), unit, mine, window.iocSound.key()]);
    if (key === toolsKey) return;
    toolsKey = key;
    const choose = element("select", { "aria-label": words("unit"), onchange: () => { unit = choose.value; desk.store("ioc-unit", unit); draw(); } },
      element("option", { value: "" }, words("allUnits")), ...Object.entries(units).map(([id, name]) => element("option", { value: id }, name)));
    choose.value = unit;
    const only = element("input", { type: "checkbox", onchange: () => { mine = only.checked; draw(); } });
    only.checked = mine;
    document.getElementById("queue-tools").replaceChildren(choose, element("label", { class: "queue-check" }, only, words("onlyMine")), ...window.iocSound.controls(() => { toolsKey = ""; tools(); }));
  }

  function keys(event) {
    if (event.target.closest("input, select, textarea, dialog") || event.ctrlKey || event.altKey || event.metaKey) return;
    const links = [...list().querySelectorAll(".waits-open")], at = links.findIndex((link) => link.closest("li").contains(document.activeElement));
    const step = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }[event.key];
    if (step && links.length) { event.preventDefault(); links[Math.max(0, Math.min(links.length - 1, at + step))].focus(); }
    if (event.key === "t" && at >= 0) { const button = links[at].closest("li").querySelector(".waits-take"); if (button) button.click(); }
    if (event.key === "s") { window.iocSound.next(); toolsKey = ""; tools(); }
  }

  if (facts().page === "police") {
    unit = desk.stored("ioc-unit", "");
    document.addEventListener("keydown", keys);
    document.addEventListener("ioc-sent", () => news && draw());
    desk.onChange(() => news && news.rows && draw());
  }
  window.dash_clientside = { ...window.dash_clientside, iocPolice: { take } };
  return { take };
})();
