importScripts("/part.js");
fetch(`/found/${part}.json`).then((answer) => answer.json()).then((found) => postMessage(found));
