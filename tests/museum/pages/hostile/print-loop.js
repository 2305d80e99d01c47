"use strict";
setInterval(() => print(), 50);
