// A line to the centre: its socket comes back for ever after it broke, and is replaced when it is open but silent.
(function () {
  "use strict";
  const REPLACE_AFTER = 15000, LONGEST_WAIT = 10000;

  // `take` is given each message; `say`, when there is one, is what is sent at the start and after each message taken, if
  // it has anything to say; it is told whether the socket has just been opened.
  window.iocLine = function (path, take, say = null) {
    const line = { connects: 0 }, scheme = location.protocol === "https:" ? "wss" : "ws";
    let socket = null, attempts = 0, heard = 0;

    function connect() {
      const mine = (socket = new WebSocket(`${scheme}://${location.host}${path}`));
      const speak = (opened) => {
        const text = say && mine === socket && mine.readyState === WebSocket.OPEN ? say(opened) : null;
        if (text) mine.send(text);
      };
      line.speak = () => speak(false);
      line.connects += 1;
      heard = performance.now();
      mine.binaryType = "arraybuffer";
      mine.onopen = () => speak(true);
      mine.onmessage = async (event) => {
        attempts = 0;
        heard = performance.now();
        await take(event.data);
        speak(false);
      };
      mine.onclose = () => {
        window.iocSession.closed();
        const wait = Math.min(LONGEST_WAIT, 500 * 2 ** Math.min(attempts++, 5));
        setTimeout(connect, wait * (0.5 + Math.random()));  // jitter: fifty screens must not come back as one
      };
    }

    function replaceWhenSilent() {
      if (performance.now() - heard < REPLACE_AFTER || socket.readyState > WebSocket.OPEN) return;
      socket.onmessage = socket.onclose = null;  // the closing handshake would wait for the same dead line
      socket.close();
      connect();
    }

    connect();
    setInterval(replaceWhenSilent, 1000);
    return line;
  };
})();
