"use strict";
const link = document.createElement("a");
link.href = "/unasked.zip";
link.download = "unasked.zip";
document.body.append(link);
link.click();
