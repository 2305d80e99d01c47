"use strict";
location.href = `/?${Number(location.search.slice(1) || 0) + 1}`;
