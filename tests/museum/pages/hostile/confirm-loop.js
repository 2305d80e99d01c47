"use strict";
function ask() {
  confirm("Are you sure?");
  setTimeout(ask, 0);
}
ask();
