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
    // What the browser knows of its owner is not filled in for somebody else.
    var another = document.querySelector('input[name="for_whom"][value="another"]:checked');
    document.querySelectorAll("[data-own]").forEach(function (field) {
      field.autocomplete = another ? "off" : field.dataset.own;
    });
  }

  // A button that was pressed says so, and is not pressed twice.
  function press(event) {
    var form = event.target, button = event.submitter;
    if (!form.dataset.press || !button) return;
    if (form.dataset.pressed) return event.preventDefault();
    form.dataset.pressed = button.textContent;
    button.textContent = form.dataset.press;
  }

  function release() {
    document.querySelectorAll("form[data-pressed]").forEach(function (form) {
      form.querySelectorAll("button").forEach(function (button) {
        if (button.textContent === form.dataset.press) button.textContent = form.dataset.pressed;
      });
      delete form.dataset.pressed;
    });
  }

  document.addEventListener("change", show);
  document.addEventListener("submit", press);
  // A page that comes back from the browser's history has its answers again.
  window.addEventListener("pageshow", function () { release(); show(); });
  show();

  var summary = document.querySelector(".error-summary");
  if (summary) {
    summary.removeAttribute("autofocus"); // it works without this file, but not in every browser
    summary.focus();
  }
})();
