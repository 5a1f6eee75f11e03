// Draws each letter at its full height. Without this file its height is a guess that is rather too large.
(function () {
  "use strict";

  function fit(frame) {
    var page = frame.contentDocument;
    if (!page || !page.body || !frame.clientWidth) return;
    frame.style.height = "1px"; // or the frame's own height would be the least
    frame.style.height = page.documentElement.scrollHeight + 2 + "px";
  }

  function all() {
    document.querySelectorAll("iframe.sheet").forEach(fit);
  }

  document.querySelectorAll("iframe.sheet").forEach(function (frame) {
    frame.addEventListener("load", function () {
      fit(frame);
    });
  });
  window.addEventListener("resize", all);
  document.addEventListener("toggle", all, true);
  all();
})();
