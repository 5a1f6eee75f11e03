// Draws the letter anew after each choice, so that one press sends what was looked at. Without this file a button does.
(function () {
  "use strict";

  var form = document.getElementById("decision");
  var letter = document.getElementById("letter");
  if (!form || !letter || !window.fetch) return;
  var press = document.querySelector(".main-press");
  var button = document.querySelector(".redraw");
  if (button) button.hidden = true; // the letter follows by itself
  var asked = 0;
  var timer = 0;

  function names(of) {
    return Array.from(of.elements, function (field) {
      return field.name;
    }).join(" ");
  }

  // What was chosen may ask for more, or for less: the fields are drawn anew, each as it was filled in.
  function follow(fresh) {
    if (names(form) === names(fresh)) return;
    var here = document.activeElement && document.activeElement.id;
    form.replaceChildren.apply(form, Array.from(fresh.childNodes));
    var field = here && document.getElementById(here);
    if (field) field.focus();
  }

  // The lines of what is shown: of a letter in its frame, or of its plain text.
  function lines(root) {
    return Array.from(root.querySelectorAll("h1, h2, h3, p, li, td, address"), function (one) {
      return one.textContent.trim();
    });
  }

  function said() {
    var frame = letter.querySelector("iframe.sheet");
    var found = [];
    letter.querySelectorAll("pre.sheet").forEach(function (sheet) {
      found = found.concat(sheet.textContent.split("\n"));
    });
    return frame && frame.contentDocument ? found.concat(lines(frame.contentDocument)) : found;
  }

  function wrap(nodes, document) {
    var mark = document.createElement("mark");
    nodes[0].parentNode.insertBefore(mark, nodes[0]);
    nodes.forEach(function (node) {
      mark.appendChild(node);
    });
  }

  // Marks what was not there before the last choice; true where something is new.
  function markParts(page, before) {
    var found = Array.from(page.querySelectorAll("h1, h2, h3, p, li, td, address")).filter(function (one) {
      return one.textContent.trim() && !one.querySelector("p, li, td") && before.indexOf(one.textContent.trim()) < 0;
    });
    found.forEach(function (one) {
      wrap(Array.from(one.childNodes), page);
    });
    return found.length > 0;
  }

  function markLines(sheet, before) {
    var all = sheet.textContent.split("\n");
    var isNew = all.map(function (line) {
      return !!line.trim() && before.indexOf(line) < 0;
    });
    if (isNew.indexOf(true) < 0) return false;
    sheet.textContent = "";
    all.forEach(function (line, number) {
      var part = sheet.appendChild(document.createElement(isNew[number] ? "mark" : "span"));
      part.textContent = line;
      sheet.appendChild(document.createTextNode("\n"));
    });
    return true;
  }

  function tell() {
    var words = letter.querySelector(".changed") || letter.insertBefore(document.createElement("p"), letter.firstChild);
    words.className = "changed muted";
    words.setAttribute("role", "status");
    words.textContent = letter.dataset.changed;
  }

  function take(page) {
    var drawn = page.getElementById("letter");
    var fresh = page.getElementById("decision");
    if (!drawn || !fresh) return; // another page came back: the press says why
    var before = said();
    letter.replaceChildren.apply(letter, Array.from(drawn.childNodes));
    follow(fresh);
    letter.querySelectorAll("pre.sheet").forEach(function (sheet) {
      if (before.length && markLines(sheet, before)) tell();
    });
    ["shown", "seen"].forEach(function (name) {
      if (form.elements[name] && fresh.elements[name]) form.elements[name].value = fresh.elements[name].value;
    });
    letter.querySelectorAll("iframe.sheet").forEach(function (frame) {
      frame.addEventListener("load", function () {
        if (before.length && frame.contentDocument && markParts(frame.contentDocument, before)) tell();
        window.dispatchEvent(new Event("resize")); // portal/letters.js fits it
      });
    });
  }

  function redraw() {
    var turn = ++asked;
    var sent = new FormData(form);
    sent.delete("password");
    sent.set("look", "redraw");
    letter.setAttribute("aria-busy", "true");
    fetch(form.action, { method: "POST", body: sent, credentials: "same-origin" })
      .then(function (answer) {
        return answer.text();
      })
      .then(function (text) {
        if (turn === asked) take(new DOMParser().parseFromString(text, "text/html"));
      })
      .catch(function () {}) // the letter stays as it is, and the press has it looked at
      .then(function () {
        if (turn === asked) letter.removeAttribute("aria-busy");
      });
  }

  function later(event, pause) {
    if (/^(note|ground|password)$/.test(event.target.name)) return; // the letter does not say it
    window.clearTimeout(timer);
    timer = window.setTimeout(redraw, pause);
  }

  form.addEventListener("change", function (event) {
    later(event, 150);
  });
  form.addEventListener("input", function (event) {
    if (event.target.tagName === "TEXTAREA") later(event, 700);
  });
  // Also where nothing has the focus, as after the key that led here; not in another form, such as the one that finds.
  document.addEventListener("keydown", function (event) {
    var other = event.target.closest && event.target.closest("form, dialog");
    if (other && other !== form) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && press) press.click();
  });
})();
