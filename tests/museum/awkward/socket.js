"use strict";
const socket = new WebSocket(`ws://${location.host}/socket`);
socket.onmessage = ({ data }) => {
  const image = new Image();
  image.src = data;
  document.body.append(image);
};
