"use strict";
let count = 0;
setInterval(() => {
  count += 1;
  history.pushState(null, "", `/?${count}`);
}, 5);
