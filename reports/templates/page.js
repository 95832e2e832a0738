"use strict";
(function () {
  var all = function (selector) { return Array.prototype.slice.call(document.querySelectorAll(selector)); };
  var closed = [];
  var openAround = function () {
    var target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    for (var at = target; at; at = at.parentElement) { if (at.tagName === "DETAILS") { at.open = true; } }
    if (target) { target.querySelectorAll(":scope > details").forEach(function (d) { d.open = true; }); target.scrollIntoView(); }
  };
  window.addEventListener("hashchange", openAround);
  window.addEventListener("beforeprint", function () {
    closed = all("details:not([open])");
    closed.forEach(function (d) { d.open = true; });
  });
  window.addEventListener("afterprint", function () {
    closed.forEach(function (d) { d.open = false; });
    document.body.classList.remove("one-page");
    all(".chosen").forEach(function (e) { e.classList.remove("chosen"); });
  });
  var filter = document.getElementById("filter");
  if (filter) {
    filter.parentElement.hidden = false;
    filter.addEventListener("input", function () {
      var words = filter.value.trim().toLowerCase();
      all(".agent-page").forEach(function (page) {
        page.hidden = words !== "" && page.dataset.find.toLowerCase().indexOf(words) < 0;
      });
    });
  }
  all("button.print").forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", function () {
      document.body.classList.add("one-page");
      button.closest(".agent-page").classList.add("chosen");
      window.print();
    });
  });
  openAround();
}());
