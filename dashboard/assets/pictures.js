// The picture of the camera that has come forward on the wall, by the screen's one line.
window.iocPictures = (function () {
  "use strict";
  let camera = null, taken = null;
  const canvas = () => document.getElementById("spotlight-camera");

  async function paint(message) {
    const size = new DataView(message).getUint32(0), bytes = new Uint8Array(message, 4, size);
    let at = 4 + size;
    for (const picture of JSON.parse(new TextDecoder().decode(bytes))) {
      const jpeg = new Uint8Array(message, at, picture.size);
      at += picture.size;
      if (picture.id !== camera) continue;
      const bitmap = await createImageBitmap(new Blob([jpeg], { type: "image/jpeg" }));
      canvas().width = bitmap.width;
      canvas().height = bitmap.height;
      canvas().getContext("2d").drawImage(bitmap, 0, 0);
      bitmap.close();
      taken = picture.time;
      tell();
      mark();
    }
  }

  // How old the picture is stands with it from the first, and never that of the camera before.
  function tell() {
    const age = document.getElementById("spotlight-age");
    age.dateTime = taken === null ? "" : new Date(taken).toISOString();
    document.getElementById("spotlight-of").hidden = taken === null;
    document.getElementById("spotlight-none").hidden = taken !== null;
    window.iocLive.tellAges();
  }

  // An old picture is hatched: what came forward because it is live must not be yesterday's street.
  function mark() {
    const frame = document.getElementById("spotlight-picture");
    if (!frame || !camera) return;
    const limit = Number(document.getElementById("spotlight").dataset.staleSeconds) * 1000;
    frame.classList.toggle("is-old", taken === null || window.iocLive.now() - taken > limit);
  }
  setInterval(mark, 1000);

  function follow(id) {
    if (id !== camera) {
      taken = null;
      canvas().getContext("2d").clearRect(0, 0, canvas().width, canvas().height);
      tell();
    }
    camera = id;
    window.iocLive.see(() => (camera ? [camera] : []), paint);
    mark();
  }
  return { follow };
})();
