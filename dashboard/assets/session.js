// A line that broke may have been ended: asks whether we are still logged in, and shows the log-in when we are not.
(function () {
  "use strict";
  let asking = false;

  window.iocSession = {
    async closed() {
      if (asking) return;
      asking = true;
      try {
        const answer = await fetch("/who", { cache: "no-store", signal: AbortSignal.timeout(5000) });
        if (answer.status === 401) location.reload();
      } catch (error) {
        /* no link: the line itself tries on */
      }
      asking = false;
    },
  };
})();
