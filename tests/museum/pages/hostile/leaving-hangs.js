"use strict";
for (const name of ["pagehide", "visibilitychange", "beforeunload"]) {
  addEventListener(name, () => {
    while (true);
  });
}
