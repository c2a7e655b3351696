// The fragment of the page's own address is the invitation, if there is one. No browser
// sends it, and nothing here puts it into a request: it goes into links that an app opens,
// and into fragments.
(function () {
  "use strict";
  var open = document.getElementById("open");
  var language = document.getElementById("language");
  var plain = open.getAttribute("href").slice("confab://".length);
  var choice = language.getAttribute("href");
  function show(id, shown) {
    document.getElementById(id).hidden = !shown;
  }
  function update() {
    var fragment = location.hash;
    var invited = /^#[A-Za-z0-9_-]{1,1024}$/.test(fragment);
    var missing = /[?&]missing/.test(location.search);
    var target = invited ? "join/" + fragment.slice(1) : plain;
    if (!invited) fragment = "";
    if (/Android/.test(navigator.userAgent)) {
      var back = location.protocol + "//" + location.host + "/?missing&lang=" + document.documentElement.lang + fragment;
      open.href = "intent://" + target + "#Intent;scheme=confab;package=chat.confab;S.browser_fallback_url=" + encodeURIComponent(back) + ";end";
    } else {
      open.href = "confab://" + target;
    }
    language.href = choice + (missing ? "&missing" : "") + fragment;
    show("invited", invited);
    show("missing", missing);
  }
  // An iPad asks for pages as a Mac does, which has no touch screen.
  if (/Macintosh/.test(navigator.userAgent) && navigator.maxTouchPoints > 1) {
    show("apple", true);
    show("way", false);
    var own = document.querySelectorAll(".own");
    for (var i = 0; i < own.length; i++) own[i].hidden = true;
  }
  update();
  window.addEventListener("hashchange", update);
})();
