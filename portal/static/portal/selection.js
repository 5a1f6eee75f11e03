// Who comes back to a list finds the same rows ticked, the same place, and the row from which they went.
(function () {
  "use strict";

  var form = document.querySelector("form.choose");
  var table = document.querySelector("table.requests, table.people");
  if (!table) return;
  if (form) form.autocomplete = "off"; // what is ticked is put back here alone, not by the browser now and then
  var key = "list " + location.pathname + location.search;
  var came = performance.getEntriesByType("navigation")[0];

  function boxes() {
    return form ? Array.from(form.querySelectorAll("td input[name=case]")) : [];
  }

  // Of a request or a bundle, by a link of its page: the reference under which it stands in the list.
  function origin() {
    var before = document.referrer && new URL(document.referrer);
    var found = before && before.origin === location.origin && /^\/desk\/(?:bundle\/)?([A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{3})\//.exec(before.pathname);
    return found && before.pathname !== location.pathname ? found[1] : "";
  }

  function put(kept, from) {
    boxes().forEach(function (box) {
      box.checked = kept.ticked.indexOf(box.value) >= 0;
    });
    if (!from) return; // the browser goes to the place by itself
    var row = document.getElementById("row-" + from);
    var link = row && row.querySelector("td.person a, a.reference");
    // After the browser went to the row that the address names, and took the focus away.
    addEventListener("load", function () {
      setTimeout(function () {
        scrollTo(0, kept.at);
        if (!link) return;
        link.focus({ preventScroll: true });
        row.scrollIntoView({ block: "nearest" });
      });
    });
  }

  try {
    var from = origin();
    var isBack = (came && came.type === "back_forward") || from || location.hash === "#chosen";
    var kept = (isBack && JSON.parse(sessionStorage.getItem(key))) || { ticked: [], at: 0 };
    put(kept, came && came.type === "back_forward" ? "" : from);
    addEventListener("pagehide", function () {
      var values = boxes().filter(function (box) { return box.checked; }).map(function (box) { return box.value; });
      sessionStorage.setItem(key, JSON.stringify({ ticked: values, at: scrollY }));
    });
  } catch (error) {
    return; // a browser that keeps nothing
  }
})();
