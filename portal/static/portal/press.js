// A button that was pressed says so, and is not pressed twice. What answers with a file leaves the page: it is let go soon.
// And who goes on from one request to the next begins at its heading, where no notice has the focus.
(function () {
  "use strict";

  var LET_GO = 5000;
  var CASE = /^\/desk\/([A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{3})\//;

  function release(form) {
    var button = form.querySelector("[data-said]") || document.querySelector('[form="' + form.id + '"][data-said]');
    if (button) {
      button.textContent = button.dataset.said;
      delete button.dataset.said;
    }
    delete form.dataset.pressed;
  }

  document.addEventListener("submit", function (event) {
    var form = event.target, button = event.submitter;
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.dataset.pressed && form.pressedBy === button) return event.preventDefault();
    form.pressedBy = button;
    form.dataset.pressed = "yes";
    if (button && button.tagName === "BUTTON" && !button.children.length) {
      button.dataset.said = button.textContent;
      button.textContent = button.textContent.trim() + " …";
    }
    setTimeout(release, LET_GO, form);
  });
  function reference(address) {
    var found = address && CASE.exec(new URL(address).pathname);
    return found ? found[1] : "";
  }

  var here = reference(location.href), before = reference(document.referrer);
  var heading = document.querySelector("h1");
  if (here && before && here !== before && heading && document.activeElement === document.body && !document.querySelector("[autofocus]")) {
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
  }

  addEventListener("pageshow", function (event) {
    if (event.persisted) document.querySelectorAll("form[data-pressed]").forEach(release);
  });
})();
