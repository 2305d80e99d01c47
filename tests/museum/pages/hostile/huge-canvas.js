"use strict";
for (let number = 0; number < 6; number += 1) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 12000;
  canvas.style.width = "200px";
  document.body.append(canvas);
  const brush = canvas.getContext("2d");
  brush.fillStyle = `hsl(${number * 60} 50% 50%)`;
  brush.fillRect(0, 0, 12000, 12000);
}
