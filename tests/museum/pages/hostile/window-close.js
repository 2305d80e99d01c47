"use strict";
addEventListener("load", () => {
  close();
  open("", "_self").close();
});
