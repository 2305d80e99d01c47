"use strict";
const canvas = document.querySelector("canvas");
const picture = new Image();
picture.onload = () => canvas.getContext("2d").drawImage(picture, 0, 0);
picture.src = "/painted/on-canvas.png";
