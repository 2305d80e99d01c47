"use strict";
while (true) alert("Again");
