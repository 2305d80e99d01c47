"use strict";
while (true);
