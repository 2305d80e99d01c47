"use strict";
const source = new EventSource("/events");
source.onmessage = ({ data }) => {
  const image = new Image();
  image.src = data;
  document.body.append(image);
};
source.addEventListener("end", () => source.close());
