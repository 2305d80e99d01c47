"use strict";
const socket = new WebSocket(`wss://${location.host}/flood`);
let count = 0;
socket.onmessage = () => {
  count += 1;
};
