// What was found, check by check: name -> value.  A value is the same on every visit.
window.__results = {};
window.__groups = [];

const LIMIT_MS = 9000;

function note(name, value) {
  window.__results[name] = value;
}

// Groups run side by side, the checks of a group one after the other.
function group(...checks) {
  window.__groups.push(checks);
}

function failure(error) {
  return `error: ${(error && error.name) || error}`;
}

function within(ms, promise, otherwise = "timeout") {
  let timer;
  const late = new Promise((done) => { timer = setTimeout(done, ms, otherwise); });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

async function settle(name, run) {
  try {
    note(name, (await within(LIMIT_MS, Promise.resolve(run()))) ?? null);
  } catch (error) {
    note(name, failure(error));
  }
}

async function runGroups() {
  await Promise.all(window.__groups.map(async (checks) => {
    for (const [name, run] of checks) await settle(name, run);
  }));
  document.title = `done ${Object.keys(window.__results).length}`;
  window.__done = true;
}

function once(target, name, failing = "error") {
  return new Promise((done, failed) => {
    target.addEventListener(name, done, { once: true });
    if (failing) target.addEventListener(failing, () => failed(new Error(failing)), { once: true });
  });
}

function outOfSight(element) {
  element.style.cssText = "position:absolute;left:0;top:0;width:40px;height:30px;opacity:0;border:0";
  document.body.append(element);
  return element;
}

async function text(url, options) {
  return (await fetch(url, options)).text();
}

async function json(url, options) {
  return (await fetch(url, options)).json();
}

async function loadedImage(fill) {
  const image = new Image();
  fill(image);
  if (!image.src && !image.srcset) throw new Error("no source");
  await once(image, "load");
  return image;
}

async function frame(fill, ready = "load") {
  const element = document.createElement("iframe");
  fill(element);
  const loaded = once(element, ready, null);
  outOfSight(element);
  await loaded;
  return element;
}

// Asks a frame or a worker one thing and gives its answer.
function answerFrom(target, ask, kind) {
  return new Promise((done) => {
    const listen = (message) => {
      if (!message.data || message.data.kind !== kind) return;
      removeEventListener("message", listen);
      done({ value: message.data.value, origin: message.origin });
    };
    addEventListener("message", listen);
    if (ask) target.postMessage(ask, "*");
  });
}

function workerAnswer(worker) {
  return new Promise((done, failed) => {
    worker.onmessage = (message) => done(message.data);
    worker.onerror = (error) => failed(new Error(error.message || "worker"));
  });
}

// By name, for replay that wraps every script in a block of its own; "script_globals" looks at the rest.
Object.assign(window, { note, group, failure, within, runGroups, once, outOfSight, text, json, loadedImage, frame, answerFrom, workerAnswer });
