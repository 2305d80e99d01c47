"use strict";
let count = 0;
setInterval(() => {
  count += 1;
  open(`/popup.html?${count}`, "_blank", "width=300,height=200");
}, 100);
