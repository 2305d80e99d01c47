const pixel = (image) => {
  const canvas = Object.assign(document.createElement("canvas"), { width: 4, height: 4 });
  const context = canvas.getContext("2d");
  context.drawImage(image, 0, 0, 4, 4);
  return [...context.getImageData(1, 1, 1, 1).data];
};
const styleOf = (selector, property, pseudo) => getComputedStyle(document.querySelector(selector), pseudo)[property];

group(
  ["image_srcset", () => document.querySelector("#srcset").currentSrc],
  ["image_picture", () => document.querySelector("#picture").currentSrc],
  ["image_sizes", () => document.querySelector("#sizes").currentSrc],
  ["image_lazy", async () => { const i = document.querySelector("#lazy"); if (!i.complete) await once(i, "load"); return i.naturalWidth; }],
  ["image_by_script", async () => (await loadedImage((i) => { i.src = "/img/red.png?script"; })).naturalWidth],
  ["image_redirected", async () => (await loadedImage((i) => { i.src = "/redirect/image"; })).src],
  ["image_data", async () => (await loadedImage((i) => { i.src = window.__dataImage; })).naturalWidth],
  ["image_svg", async () => { const i = await loadedImage((s) => { s.src = "/img/drawing.svg"; }); return [i.naturalWidth, i.naturalHeight]; }],
  ["image_inline_svg_use", () => document.querySelector("#used").getBBox().width],
  ["image_broken", () => loadedImage((i) => { i.src = "/img/broken.png"; })],
  ["image_missing", () => loadedImage((i) => { i.src = "/img/missing.png"; })],
  ["image_dead_host", () => loadedImage((i) => { i.src = "https://dead.torture.test/img.png"; })],
  ["image_mixed_upgraded", async () => (await loadedImage((i) => { i.src = "http://plain.torture.test/img/upgraded.png"; })).naturalWidth],
  ["image_without_type", async () => (await loadedImage((i) => { i.src = "/img/without-type"; })).naturalWidth],
  ["image_lazy_by_data", async () => { const i = document.querySelector("#by-data"); i.src = i.dataset.src; await once(i, "load"); return i.currentSrc; }],
  ["image_bitmap", async () => { const b = await createImageBitmap(await (await fetch("/img/blue.png")).blob()); return [b.width, b.height]; }],
  ["canvas_same_origin", async () => pixel(await loadedImage((i) => { i.src = "/img/red.png"; }))],
  ["canvas_cors", async () => pixel(await loadedImage((i) => { i.crossOrigin = "anonymous"; i.src = "https://cdn.torture-assets.test/img/green.png"; }))],
  ["canvas_cors_refused", () => loadedImage((i) => { i.crossOrigin = "anonymous"; i.src = "https://cdn.torture-assets.test/img/closed.png"; })],
  ["canvas_tainted", async () => pixel(await loadedImage((i) => { i.src = "https://cdn.torture-assets.test/img/closed.png?tainted"; }))],
  ["canvas_drawn", () => document.querySelector("#canvas").toDataURL().length],
);

group(
  ["css_imported", () => styleOf("#css-main", "color")],
  ["css_imported_br", () => styleOf("#css-br", "color")],
  ["css_imported_zstd", () => styleOf("#css-zstd", "color")],
  ["css_media", () => styleOf("#css-media", "color")],
  ["css_background", () => styleOf("#css-main", "backgroundImage")],
  ["css_content", () => styleOf("#css-main", "content", "::after")],
  ["css_variable", () => styleOf("#css-main", "borderTopColor")],
  ["css_readable", () => [...document.styleSheets].find((s) => s.href?.endsWith("/style/main.css")).cssRules.length],
  ["css_not_readable", () => [...document.styleSheets].find((s) => s.href?.endsWith("/style/far.css")).cssRules.length],
  ["css_far_href", () => [...document.styleSheets].find((s) => s.href?.endsWith("/style/far.css")).href],
  ["css_far_applied", () => styleOf("#css-far", "color")],
  ["css_by_script", async () => {
    const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href: "/style/later.css" });
    document.head.append(link);
    await once(link, "load");
    return styleOf("#css-later", "color");
  }],
  ["css_made", () => { const s = new CSSStyleSheet(); s.replaceSync("#css-made { color: rgb(1, 2, 3) }"); document.adoptedStyleSheets.push(s); return styleOf("#css-made", "color"); }],
  ["css_missing", () => once(document.head.appendChild(Object.assign(document.createElement("link"), { rel: "stylesheet", href: "/style/missing.css" })), "load")],
  ["font", async () => {
    const [face] = await document.fonts.load("40px Torture", "A");
    const span = document.querySelector("#font");
    return [face.status, Math.round(span.getBoundingClientRect().width)];
  }],
  ["font_cross_origin", async () => {
    const faces = await document.fonts.load("40px Far", "A");
    return [faces.length, Math.round(document.querySelector("#font-far").getBoundingClientRect().width)];
  }],
  ["font_refused", async () => (await new FontFace("Closed", "url(https://cdn.torture-assets.test/font/closed.ttf)").load()).status],
  ["font_by_script", async () => (await new FontFace("Made", await (await fetch("/font/torture.ttf?made")).arrayBuffer()).load()).status],
);

const media = async (kind, src, ready = "loadedmetadata") => {
  const element = document.createElement(kind);
  Object.assign(element, { muted: true, preload: "auto", src });
  const waits = once(element, ready);
  outOfSight(element);
  await waits;
  return element;
};

group(
  ["audio_duration", async () => { const a = await media("audio", "/media/tone.wav"); const d = a.duration; a.remove(); return d; }],
  ["audio_seek", async () => {
    const a = await media("audio", "/media/long.wav");
    const there = once(a, "seeked");
    a.currentTime = a.duration - 1;
    await there;
    const found = [Math.round(a.duration), Math.round(a.currentTime)];
    a.removeAttribute("src");
    a.load();
    a.remove();
    return found;
  }],
  ["video_play", async () => {
    const v = await media("video", "/media/harbour.webm", "canplay");
    const moves = once(v, "timeupdate");
    await v.play();
    await moves;
    v.pause();
    const found = [v.videoWidth, v.videoHeight, v.readyState >= 2];
    v.remove();
    return found;
  }],
  ["video_seek", async () => {
    const v = await media("video", "/media/harbour.webm?seek", "canplay");
    const there = once(v, "seeked");
    v.currentTime = v.duration / 2;
    await there;
    const found = [Math.round(v.duration * 10), Math.round(v.currentTime * 10)];
    v.remove();
    return found;
  }],
  ["video_source_chosen", async () => {
    const v = document.querySelector("#video");
    if (v.readyState < 1) await once(v, "loadedmetadata");
    return v.currentSrc;
  }],
  ["video_poster", () => document.querySelector("#video").poster],
  ["audio_decoded", async () => {
    const sound = await (await fetch("/media/tone.wav?decode")).arrayBuffer();
    const context = new OfflineAudioContext(1, 8000, 8000);
    return (await context.decodeAudioData(sound)).length;
  }],
  ["audio_missing", () => media("audio", "/media/missing.wav")],
);
