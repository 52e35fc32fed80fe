// The phone's packet: one button to take the case, with a link or without.
(function () {
  "use strict";
  if (document.documentElement.dataset.page !== "packet") return;
  const button = document.getElementById("take"), owner = document.getElementById("owner"), desk = window.iocDesk;
  const mine = () => desk.stored("ioc-waiting", []).some((row) => row.alert === Number(button.dataset.alert));

  function show(told) {
    if (told && told.done) { owner.textContent = desk.words("taken"); button.hidden = true; for (const limit of document.querySelectorAll("[data-due]")) limit.parentElement.hidden = true; }
    else if (told && told.by) { owner.textContent = told.problem; button.hidden = true; }
    else button.disabled = mine();
  }

  if (!button) return;
  button.addEventListener("click", async () => {
    button.disabled = true;
    show(await desk.act(Number(button.dataset.alert), { act: "acknowledge", version: Number(button.dataset.version) }));
  });
  document.addEventListener("ioc-sent", (event) => { if (event.detail.alert === Number(button.dataset.alert)) show(event.detail.told); });
  desk.onChange(() => { button.disabled = mine(); });
})();
