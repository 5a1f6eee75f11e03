// Shows what is asked under a condition only while the condition holds. Without this file, everything is shown.
(function () {
  "use strict";

  function show() {
    document.querySelectorAll("[data-only-if]").forEach(function (group) {
      var chosen = document.querySelector('input[name="' + group.dataset.onlyIf + '"]:checked');
      // What hangs on a question that is hidden itself is hidden with it.
      var away = chosen && chosen.closest("[data-only-if][hidden]");
      group.hidden = !chosen || !!away || chosen.value !== group.dataset.value;
      var legend = group.querySelector("legend");
      if (legend) legend.classList.add("visually-hidden");
    });
  }

  document.addEventListener("change", show);
  // A page that comes back from the browser's history has its answers again.
  window.addEventListener("pageshow", show);
  show();

  var summary = document.querySelector(".error-summary");
  if (summary) {
    summary.removeAttribute("autofocus"); // it works without this file, but not in every browser
    summary.focus();
  }
})();
