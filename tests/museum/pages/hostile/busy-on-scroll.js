"use strict";
addEventListener("scroll", () => {
  while (true);
});
