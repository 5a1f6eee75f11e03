// Draws the letter anew after each choice, so that one press sends what was looked at. Without this file a button does.
(function () {
  "use strict";

  var form = document.getElementById("decision");
  var letter = document.getElementById("letter");
  if (!form || !letter || !window.fetch) return;
  var press = document.querySelector(".main-press");
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

  function take(page) {
    var drawn = page.getElementById("letter");
    var fresh = page.getElementById("decision");
    if (!drawn || !fresh) return; // another page came back: the press says why
    letter.replaceChildren.apply(letter, Array.from(drawn.childNodes));
    follow(fresh);
    ["shown", "seen"].forEach(function (name) {
      if (form.elements[name] && fresh.elements[name]) form.elements[name].value = fresh.elements[name].value;
    });
    letter.querySelectorAll("iframe.sheet").forEach(function (frame) {
      frame.addEventListener("load", function () {
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
  form.addEventListener("keydown", function (event) {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && press) press.click();
  });
})();
