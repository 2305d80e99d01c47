"use strict";
Notification.requestPermission().catch(() => {});
navigator.geolocation.getCurrentPosition(() => {}, () => {});
navigator.mediaDevices?.getUserMedia({ audio: true, video: true }).catch(() => {});
document.documentElement.requestFullscreen().catch(() => {});
document.documentElement.requestPointerLock?.();
navigator.clipboard?.readText().catch(() => {});
