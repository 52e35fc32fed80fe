// What a desk is heard with: a tone for what is new, and its words in Vietnamese where the device has such a voice.
window.iocSound = (function () {
  "use strict";
  const WAYS = ["voice", "tone", "off"], MOST_SPOKEN = 2, MOST_SAYING = 10000, MOST_KNOWN = 5000;
  const desk = window.iocDesk, { element, words } = desk;
  const state = { way: desk.stored("ioc-sound", "voice"), context: null, heard: [], known: new Map(), floor: null, saying: 0, saidAt: 0 };
  // Hertz and how often: the graver, the higher and the more often.
  const TONES = { extreme: [1175, 4], severe: [988, 3], moderate: [784, 2], minor: [659, 1], unknown: [659, 1] };
  const voice = () => (window.speechSynthesis ? speechSynthesis.getVoices().find((one) => one.lang.toLowerCase().startsWith("vi")) : null);
  const asleep = () => !state.context || state.context.state !== "running";

  function wake() {
    state.context = state.context || new AudioContext();
    if (state.context.state === "suspended") state.context.resume();
  }

  function tone(severity) {
    if (asleep()) return false;
    const [hertz, times] = TONES[severity] || TONES.unknown;
    for (let n = 0; n < times; n++) {
      const start = state.context.currentTime + n * 0.28, gain = state.context.createGain(), source = state.context.createOscillator();
      source.frequency.value = hertz;
      gain.gain.setValueAtTime(0.0001, start);
      gain.gain.exponentialRampToValueAtTime(0.35, start + 0.02);
      gain.gain.exponentialRampToValueAtTime(0.0001, start + 0.22);
      source.connect(gain).connect(state.context.destination);
      source.start(start);
      source.stop(start + 0.24);
    }
    return true;
  }

  function speak(texts, severity) {
    const one = voice(), rank = Object.keys(TONES).indexOf(severity), now = performance.now();
    if (!one || state.way !== "voice") return false;
    if (speechSynthesis.speaking && state.saying < rank && now - state.saidAt < MOST_SAYING) return false;  // a tone must do: something graver is being said
    Object.assign(state, { saying: rank, saidAt: now });
    speechSynthesis.cancel();  // what is newest matters; an old announcement is no news
    for (const text of texts.slice(0, MOST_SPOKEN)) {
      const said = new SpeechSynthesisUtterance(text);
      said.voice = one;
      said.lang = one.lang;
      speechSynthesis.speak(said);
    }
    if (texts.length > MOST_SPOKEN) {
      const rest = new SpeechSynthesisUtterance(words("sayMore", { n: texts.length - MOST_SPOKEN }));
      rest.voice = one;
      rest.lang = one.lang;
      speechSynthesis.speak(rest);
    }
    return true;
  }

  function sound(rows) {
    if (state.way === "off" || !rows.length) return;
    const toned = tone(rows[0].severity), spoken = speak(rows.map((row) => row.say), rows[0].severity);
    state.heard.push({ ids: rows.map((row) => row.id), toned, spoken });
    if (state.heard.length > 50) state.heard.shift();
  }

  // What opened, opened again or escalated since the picture before, wherever it stands in the list; nothing at first, so
  // that a reload is quiet, and nothing that is older than what was newest then: others made room for it, it is no news.
  // A desk that shows one unit's alerts hears those: who hears everybody's turns the sound off.
  function hear(now, wanted) {
    if (!now.rows) return;
    const fresh = now.fresh.filter((row) => state.known.get(row.id) !== row.changed && Date.parse(row.changed) >= state.floor);
    for (const row of now.fresh) { state.known.delete(row.id); state.known.set(row.id, row.changed); }
    for (const id of state.known.keys()) { if (state.known.size <= MOST_KNOWN) break; state.known.delete(id); }
    if (state.floor !== null) sound(fresh.filter(wanted));
    else state.floor = now.fresh.length ? Math.min(...now.fresh.map((row) => Date.parse(row.changed))) : 0;
  }

  function controls(redraw) {
    const choose = element("select", { id: "desk-sound", "aria-label": words("sound"), onchange: () => { state.way = choose.value; desk.store("ioc-sound", state.way); wake(); redraw(); } },
      ...WAYS.map((way) => element("option", { value: way }, `${way === "off" ? "🔇" : "🔊"} ${words(way)}`)));
    choose.value = state.way;
    const test = element("button", { type: "button", class: "button", onclick: () => { wake(); setTimeout(() => { tone("severe"); speak([words("sayTry")]); redraw(); }, 100); } }, words("try"));
    const note = state.way === "off" ? "" : asleep() ? words("asleep") : state.way === "voice" && !voice() ? words("noVoice") : "";
    return [choose, test, element("span", { class: "desk-note" }, note)];
  }

  function next() {
    state.way = WAYS[(WAYS.indexOf(state.way) + 1) % WAYS.length];
    desk.store("ioc-sound", state.way);
  }

  if (document.documentElement.dataset.page === "police") {
    for (const kind of ["pointerdown", "keydown"]) document.addEventListener(kind, wake, { passive: true });
    if (window.speechSynthesis) speechSynthesis.getVoices();  // some browsers load them at the first question
  }
  return { hear, controls, next, state, key: () => `${state.way} ${asleep()} ${Boolean(voice())}` };
})();
