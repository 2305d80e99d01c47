"use strict";
const source = new EventSource("/flood");
let count = 0;
source.onmessage = () => {
  count += 1;
};
