"use strict";
navigator.serviceWorker?.register("/sw.js").then(() => navigator.serviceWorker.ready).then(() => fetch("/anything"));
