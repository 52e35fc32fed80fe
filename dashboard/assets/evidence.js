// Loads the pictures of a fold when it is opened: twenty incidents would be eighty pictures at once.
document.addEventListener("toggle", (event) => {
  "use strict";
  if (!(event.target instanceof HTMLDetailsElement) || !event.target.open) return;
  for (const image of event.target.querySelectorAll("img[data-src]:not([src])")) image.src = image.dataset.src;
}, true);
