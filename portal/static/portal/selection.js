// Who comes back to a list finds the same rows ticked: a page that is not kept by the browser forgets them.
(function () {
  "use strict";

  var form = document.querySelector("form.choose");
  if (!form) return;
  form.autocomplete = "off"; // what is ticked is put back here alone, not by the browser now and then
  var key = "ticked " + location.pathname + location.search;
  var came = performance.getEntriesByType("navigation")[0];

  function boxes() {
    return Array.from(form.querySelectorAll("td.box input"));
  }

  try {
    var ticked = came && came.type === "back_forward" ? JSON.parse(sessionStorage.getItem(key)) || [] : [];
    boxes().forEach(function (box) {
      box.checked = ticked.indexOf(box.value) >= 0;
    });
    addEventListener("pagehide", function () {
      var values = boxes().filter(function (box) { return box.checked; }).map(function (box) { return box.value; });
      sessionStorage.setItem(key, JSON.stringify(values));
    });
  } catch (error) {
    return; // a browser that keeps nothing
  }
})();
