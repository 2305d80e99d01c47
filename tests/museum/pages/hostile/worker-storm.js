"use strict";
setInterval(() => new Worker("/worker.js"), 20);
