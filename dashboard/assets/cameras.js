// Paints camera tiles: asks for the next pictures after painting the last, so a slow screen gets fewer, never a backlog.
(function () {
  "use strict";
  const taken = new Map();  // camera id → capture time of the picture on its canvas, in ms
  let chosen = null;
  const canvasOf = (id) => document.querySelector(`canvas[data-camera="${CSS.escape(id)}"]`);
  const grid = () => document.querySelector("ul.cameras");

  const wanted = () => [...grid().querySelectorAll("canvas[data-camera]")].map((canvas) => canvas.dataset.camera);

  async function paintAll(message) {
    const size = new DataView(message).getUint32(0);
    const head = JSON.parse(new TextDecoder().decode(new Uint8Array(message, 4, size)));
    let at = 4 + size;
    for (const picture of head) {
      const jpeg = new Uint8Array(message, at, picture.size);
      at += picture.size;
      try { await paint(picture, jpeg); } catch (error) { /* not a picture: the tile keeps its old one and grows old */ }
    }
  }

  async function paint(picture, jpeg) {
    const bitmap = await createImageBitmap(new Blob([jpeg], { type: "image/jpeg" }));
    draw(canvasOf(picture.id), bitmap);
    if (picture.id === chosen) draw(document.getElementById("camera-large"), bitmap);
    bitmap.close();
    taken.set(picture.id, picture.time);
    mark();
  }

  function draw(canvas, bitmap) {
    if (!canvas) return;
    if (canvas.width !== bitmap.width || canvas.height !== bitmap.height) { canvas.width = bitmap.width; canvas.height = bitmap.height; }
    canvas.getContext("2d").drawImage(bitmap, 0, 0);
  }

  // What is painted may be older than what the server knows: the canvas itself says so.
  function mark() {
    const limit = Number(grid().dataset.staleSeconds) * 1000, now = window.iocLive.now();
    const old = (id) => !taken.has(id) || now - taken.get(id) > limit;
    for (const canvas of grid().querySelectorAll("canvas[data-camera]")) {
      canvas.parentElement.classList.toggle("is-old", old(canvas.dataset.camera));
    }
    const large = document.querySelector(".camera-large");
    if (!large || !chosen) return;
    large.classList.toggle("is-old", old(chosen));
    if (!taken.has(chosen)) return;
    const time = new Date(taken.get(chosen)), zone = document.documentElement.dataset.zone;
    document.getElementById("camera-large-taken").textContent = time.toLocaleString("en-GB", { timeZone: zone });
    document.getElementById("camera-large-age").dateTime = time.toISOString();
  }

  function open(id) {
    chosen = id;
    const small = canvasOf(id), large = document.getElementById("camera-large");
    large.width = small.width; large.height = small.height;
    large.getContext("2d").drawImage(small, 0, 0);
    document.getElementById("camera-large-name").textContent = document.querySelector(`[data-camera-open="${CSS.escape(id)}"]`).dataset.cameraName;
    document.getElementById("camera-setup").href = `/cameras/${encodeURIComponent(id)}/setup`;
    dash_clientside.set_props("camera-incidents", { children: null });
    dash_clientside.set_props("chosen-camera", { data: null });
    dash_clientside.set_props("chosen-camera", { data: id });
    document.getElementById("camera-dialog").showModal();
    for (const id of ["camera-large-taken", "camera-large-age"]) document.getElementById(id).textContent = "";
    document.getElementById("camera-large-age").dateTime = "";
    mark();
  }

  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-camera-open]");
    if (opener) open(opener.dataset.cameraOpen);
  });

  if (document.documentElement.dataset.page === "cameras") {
    const waiting = setInterval(() => {
      if (!grid() || !window.iocLive || !window.iocLive.frames) return;
      clearInterval(waiting);
      window.iocLive.see(wanted, paintAll);
      setInterval(mark, 1000);
    }, 50);
  }
})();
