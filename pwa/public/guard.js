/* global window, document */
/*
 * Written in the oldest dialect on purpose: it must run where the app cannot. If the app has not
 * begun a while after the page was there, it says so in words instead of leaving a white page.
 * Before that it asks for the files that the page names as the next to be needed.
 */
(function () {
  var script = document.currentScript;
  var next = (script && script.getAttribute("data-next")) || "";
  var files = next ? next.split(" ") : [];
  for (var n = 0; n < files.length; n += 1) {
    var link = document.createElement("link");
    link.rel = "modulepreload";
    link.crossOrigin = "anonymous";
    link.href = files[n];
    document.head.appendChild(link);
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
    if (!place || place.firstChild) return;
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
