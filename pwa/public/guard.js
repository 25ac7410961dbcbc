/* global window, document, localStorage, location */
/*
 * Written in the oldest dialect on purpose: it must run where the app cannot. On a phone that nobody
 * has used, the page's own log-in shows before the app is there, and waits for it when it is sent. If
 * the app has not begun a while after the page was there, it says so in words instead of leaving a
 * page that does nothing.
 */
(function () {
  function kept(name) {
    try {
      return localStorage.getItem(name);
    } catch (forbidden) {
      void forbidden;
    }
    return null;
  }
  // The form stands there in Kazakh; what is kept here is written by session.ts and i18n/index.ts.
  if (kept("tirek.here") === null && (kept("tirek.lang") || "kk") === "kk" && location.pathname !== "/move" && location.pathname !== "/help") {
    document.documentElement.className = "new-here";
  }
  if (document.addEventListener) {
    document.addEventListener("submit", function (event) {
      if (window.tirekStarted) return;
      event.preventDefault();
      window.tirekEntered = true;
    });
    document.addEventListener("change", function (event) {
      if (window.tirekStarted || event.target.name !== "lang") return;
      try {
        localStorage.setItem("tirek.lang", event.target.value);
      } catch (forbidden) {
        void forbidden;
      }
    });
  }
  var WAIT_MS = 12000;
  var TEXTS = [
    ["kk", "Бұл браузер тым ескі немесе бағдарлама толық жүктелмеді. Chrome-ды жаңартыңыз не бетті қайта ашыңыз. Көмектеспесе, мұғалімге айтыңыз."],
    ["ru", "Браузер слишком старый или приложение загрузилось не полностью. Обновите Chrome или откройте страницу снова. Если не помогло, скажите учителю."],
    ["en", "This browser is too old, or the app did not load completely. Update Chrome or open the page again. If that does not help, tell your teacher."]
  ];
  function say() {
    if (window.tirekStarted) return;
    var place = document.getElementById("app");
    if (!place) return;
    place.innerHTML = "";
    var title = document.createElement("h1");
    title.appendChild(document.createTextNode("Tirek"));
    place.appendChild(title);
    for (var i = 0; i < TEXTS.length; i += 1) {
      var text = document.createElement("p");
      text.setAttribute("lang", TEXTS[i][0]);
      text.appendChild(document.createTextNode(TEXTS[i][1]));
      place.appendChild(text);
    }
    // The server has pages that need no script at all.
    var plain = document.createElement("a");
    plain.href = "/plain";
    plain.appendChild(document.createTextNode("Қарапайым беттер · Простые страницы · Plain pages"));
    place.appendChild(plain);
  }
  // A browser without modules never will: no need to wait.
  var modules = "noModule" in document.createElement("script");
  if (window.addEventListener) {
    window.addEventListener("load", function () {
      window.setTimeout(say, modules ? WAIT_MS : 0);
    });
  } else {
    window.attachEvent("onload", say);
  }
})();
