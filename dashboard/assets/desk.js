// What people do: sends it to the centre; an acknowledgement without a link waits here until there is one.
window.iocDesk = (function () {
  "use strict";
  const WAITING = "ioc-waiting", LONGEST_WAIT = 30000;
  const state = { person: null, sending: false, attempts: 0, changed: [] };
  const root = () => document.getElementById("desk");
  let texts = {}, planned = 0;

  const stored = (key, otherwise) => { try { return JSON.parse(localStorage.getItem(key)) ?? otherwise; } catch (error) { return otherwise; } };
  const store = (key, value) => { try { localStorage.setItem(key, JSON.stringify(value)); } catch (error) { /* kept as long as this page */ } };
  const words = (key, values = {}) => Object.entries(values).reduce((text, [name, value]) => text.replace(`{${name}}`, value), texts[key] || key);
  const clock = (time) => new Date(time).toLocaleTimeString("en-GB", { timeZone: document.documentElement.dataset.zone || undefined });

  function element(name, facts = {}, ...inside) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(facts)) {
      if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
      else if (value === true) made.setAttribute(key, "");
      else if (value !== false && value !== undefined) made.setAttribute(key, value);
    }
    made.append(...inside.filter((part) => part !== null && part !== undefined && part !== ""));
    return made;
  }

  function tell(text, good = true) {
    const place = document.getElementById("desk-told");
    if (!place) return;
    const shut = element("button", { type: "button", class: "desk-close", "aria-label": words("close"), onclick: () => place.replaceChildren() }, "×");
    place.replaceChildren(element("p", { class: good ? "desk-good" : "desk-bad" }, text, shut));
    if (good) setTimeout(() => { if (place.textContent.startsWith(text)) place.replaceChildren(); }, 8000);
  }

  function token() {
    const name = document.documentElement.dataset.token, row = document.cookie.split("; ").find((text) => text.startsWith(`${name}=`));
    return row ? row.slice(name.length + 1) : "";
  }

  // The centre's answer, or null when there is no link; "final" tells whether asking again would be of use.
  async function post(alert, wish) {
    let reply;
    try {
      const body = JSON.stringify(wish), stop = AbortSignal.timeout(20000);
      reply = await fetch(`/case/${alert}/act`, { method: "POST", body, signal: stop, headers: { "Content-Type": "application/json", "X-CSRFToken": token() } });
      if (reply.status === 401) return { problem: words("logIn"), final: false, ended: true };
      return { ...(await reply.json()), final: reply.status < 500 };
    } catch (error) {
      return null;
    }
  }

  async function act(alert, wish) {
    const whole = { ...wish, name: state.person.name, tapped_at: new Date().toISOString() };
    const told = await post(alert, whole);
    if (told && told.done) { if (wish.act === "acknowledge") tell(words("taken")); return told; }
    if (wish.act === "acknowledge" && (!told || !told.final)) { keep(alert, whole, told && told.ended); return { waiting: true }; }
    tell(told ? told.problem : words("noLink"), false);
    return told || { problem: words("noLink") };
  }

  function keep(alert, wish, ended) {
    store(WAITING, [...stored(WAITING, []).filter((row) => row.alert !== alert), { alert, wish }]);
    drawWaiting();
    tell(words(ended ? "logIn" : "waits"), false);
    plan();
  }

  // What somebody else tapped on this device waits for them: it is never sent in another's name.
  const mine = () => stored(WAITING, []).filter((row) => row.wish.name === state.person.name);

  async function send() {
    if (state.sending) return;
    state.sending = true;
    for (const { alert, wish } of mine()) {
      const told = await post(alert, wish);
      if (!told || !told.final) { state.attempts += 1; break; }
      state.attempts = 0;
      store(WAITING, stored(WAITING, []).filter((row) => row.alert !== alert));
      tell(told.done ? words("sent") : told.problem, Boolean(told.done));
      document.dispatchEvent(new CustomEvent("ioc-sent", { detail: { alert, told } }));
    }
    state.sending = false;
    drawWaiting();
    plan();
  }

  function plan() {
    clearTimeout(planned);
    if (!mine().length) return;
    planned = setTimeout(send, Math.min(LONGEST_WAIT, 2000 * 2 ** Math.min(state.attempts, 4)));
  }

  function drawWaiting() {
    const rows = stored(WAITING, []), place = document.getElementById("desk-waiting");
    if (!place) return;
    place.hidden = !rows.length;
    const own = mine(), others = rows.filter((row) => row.wish.name !== state.person.name);
    const texts = [own.length && words("waiting", { n: own.length, time: clock(own[0].wish.tapped_at) }),
      others.length && words("others", { n: others.length, name: others[0].wish.name }).replace("{name}", others[0].wish.name)];
    place.textContent = texts.filter(Boolean).join(" · ");
  }

  // "2 min 10 s": the two largest units, so that a limit is read at a glance and still moves.
  function lasting(seconds) {
    const facts = document.documentElement.dataset, whole = Math.max(0, Math.floor(seconds));
    const unit = (name, n) => facts[name].replace("{n}", n);
    if (whole < 60) return unit("second", whole);
    if (whole < 3600) return `${unit("minute", Math.floor(whole / 60))} ${unit("second", whole % 60)}`;
    if (whole < 86400) return `${unit("hour", Math.floor(whole / 3600))} ${unit("minute", Math.floor(whole / 60) % 60)}`;
    return `${unit("day", Math.floor(whole / 86400))} ${unit("hour", Math.floor(whole / 3600) % 24)}`;
  }

  // A time limit in words, colour and sign: much left, little left, over.
  function limit(place) {
    const now = window.iocLive ? window.iocLive.now() : Date.now();
    const left = (Date.parse(place.dataset.due) - now) / 1000, duty = place.dataset.duty;
    const look = left < 0 ? "over" : left < Math.max(30, place.dataset.of / 3) ? "soon" : "calm";
    const name = duty[0].toUpperCase() + duty.slice(1);
    const text = words(left < 0 ? `over${name}` : `left${name}`, { time: lasting(Math.abs(left)) });
    const shown = `${{ over: "■", soon: "▲", calm: "●" }[look]} ${text}`;
    if (place.textContent !== shown) place.textContent = shown;
    place.className = `limit limit-${duty === "wait" && left >= 0 ? "calm" : look}`;
  }

  function start() {
    texts = JSON.parse(root().dataset.words);
    state.person = { name: document.documentElement.dataset.person, role: document.documentElement.dataset.role };
    drawWaiting();
    if (mine().length) send();
    window.addEventListener("online", send);
    // A phone taken out of the pocket: its timers stood still, and the link may have come back meanwhile.
    document.addEventListener("visibilitychange", () => { if (!document.hidden && mine().length) { state.attempts = 0; send(); } });
    const tick = () => document.querySelectorAll("[data-due]").forEach(limit);
    setInterval(tick, 1000);
    tick();
    state.ready = true;
    state.changed.forEach((hear) => hear(state.person));
  }
  const waiting = setInterval(() => {
    if (!root() && !document.querySelector("main .page")) return;
    clearInterval(waiting);
    if (root()) start();  // other pages have no desk
  }, 50);

  return { state, act, tell, words, element, limit, clock, stored, store, send, token, onChange: (hear) => { state.changed.push(hear); if (state.ready) hear(state.person); } };
})();
