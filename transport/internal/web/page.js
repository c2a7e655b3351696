// The fragment of the page's own address is the invitation, if there is one. No browser
// sends it, and nothing here puts it into a request: it goes into links that an app opens,
// and into fragments.
(function () {
  "use strict";
  var open = document.getElementById("open");
  var language = document.getElementById("language");
  var plain = open.getAttribute("href").slice("confab://".length);
  var choice = language.getAttribute("href");
  function update() {
    var fragment = location.hash;
    var invited = /^#[A-Za-z0-9_-]{1,1024}$/.test(fragment);
    var target = invited ? "join/" + fragment.slice(1) : plain;
    if (!invited) fragment = "";
    if (/Android/.test(navigator.userAgent)) {
      var back = location.protocol + "//" + location.host + "/?missing&lang=" + document.documentElement.lang + fragment;
      open.href = "intent://" + target + "#Intent;scheme=confab;package=chat.confab;S.browser_fallback_url=" + encodeURIComponent(back) + ";end";
    } else {
      open.href = "confab://" + target;
    }
    language.href = choice + fragment;
    document.getElementById("invited").hidden = !invited;
    document.getElementById("missing").hidden = !/[?&]missing/.test(location.search);
  }
  update();
  window.addEventListener("hashchange", update);
})();
