"use strict";
function ask() {
  prompt("Your name?", "nobody");
  setTimeout(ask, 0);
}
ask();
