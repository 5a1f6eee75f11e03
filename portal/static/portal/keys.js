// Keys of the desk: each presses a link or button that is on the page, by its data-key. Nothing while one types.
(function () {
  "use strict";

  var help = document.getElementById("keys");

  function types(element) {
    return element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName) && !/^(checkbox|radio)$/.test(element.type);
  }

  function rows() {
    return Array.from(document.querySelectorAll("table.requests td.person a"));
  }

  function move(step) {
    var links = rows();
    if (!links.length) return false;
    var row = document.activeElement.closest("tr");
    var here = row ? links.indexOf(row.querySelector("td.person a")) : -1;
    var next = links[Math.max(0, Math.min(links.length - 1, here < 0 ? 0 : here + step))];
    next.focus();
    return true;
  }

  function choose() {
    var row = document.activeElement.closest("tr");
    var box = row && row.querySelector("td.box input");
    if (box) box.click();
    return !!box;
  }

  function press(key) {
    if (key === "?") {
      if (help && help.showModal && !help.open) help.showModal();
      return !!help;
    }
    if (key === "/") {
      var field = Array.from(document.querySelectorAll("form.find input[name=text]")).find(function (one) {
        return one.offsetParent;
      });
      var menu = document.querySelector(".find-menu");
      if (!field && menu) {
        menu.open = true;
        field = menu.querySelector("input[name=text]");
      }
      if (field) field.focus();
      return !!field;
    }
    if (key === "j" && move(1)) return true;
    if (key === "k" && move(-1)) return true;
    if (key === "x" && choose()) return true;
    var target = document.querySelector('[data-key="' + key + '"]');
    if (!target) return false;
    target.focus();
    target.click();
    return true;
  }

  document.addEventListener("keydown", function (event) {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (types(event.target) || (help && help.open) || !/^[a-z/?]$/.test(event.key)) return;
    if (press(event.key)) event.preventDefault();
  });
})();
