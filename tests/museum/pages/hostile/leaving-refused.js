"use strict";
addEventListener("beforeunload", (event) => {
  event.preventDefault();
  event.returnValue = "stay";
});
