// The frame of every page: the list of pages where it is folded away, and the theme of this screen.
(function () {
  "use strict";
  const root = document.documentElement;
  const isLight = () => root.dataset.theme === "light" || (!root.dataset.theme && root.dataset.page !== "wall" && matchMedia("(prefers-color-scheme: light)").matches);

  function name(button) {
    button.textContent = isLight() ? button.dataset.dark : button.dataset.light;
  }

  document.addEventListener("click", (event) => {
    const menu = event.target.closest("#menu"), button = event.target.closest("[data-theme-switch]");
    if (button) {
      root.dataset.theme = isLight() ? "dark" : "light";
      try { localStorage.setItem("ioc-theme", root.dataset.theme); } catch (error) { /* as long as this page */ }
      name(button);
      if (document.querySelector(".map")) location.reload();  // a canvas keeps the colours it was painted in
    }
    if (menu) {
      const open = root.classList.toggle("menu-open");
      menu.setAttribute("aria-expanded", String(open));
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !root.classList.contains("menu-open")) return;
    root.classList.remove("menu-open");
    const menu = document.getElementById("menu");
    menu.setAttribute("aria-expanded", "false");
    menu.focus();
  });

  const waiting = setInterval(() => {
    const button = document.querySelector("[data-theme-switch]");
    if (!button) return;
    clearInterval(waiting);
    name(button);
  }, 50);
})();
