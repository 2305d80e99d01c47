/* Start audio and video without sound, so that their bytes come; wait until each has some, then stop
   those that we started.  Returns how many there were and how many began.  */
async ({ms}) => {
  const all = [];
  const gather = (root) => {
    all.push(...root.querySelectorAll("video, audio"));
    if (all.length < 200) for (const host of root.querySelectorAll("*")) if (host.shadowRoot) gather(host.shadowRoot);
  };
  gather(document);
  const started = [];
  for (const media of all.slice(0, 50)) {
    if (!media.paused || media.readyState >= 4) continue;
    const was = {muted: media.muted, at: media.currentTime};
    media.muted = true;
    if (media.preload !== "auto") media.preload = "auto";
    if (media.networkState === 0 && (media.currentSrc || media.src || media.querySelector("source"))) media.load();
    started.push({media, was});
    media.play().catch(() => {});
  }
  const end = performance.now() + ms;
  const ready = ({media}) => media.error || media.readyState >= 4 || media.networkState === 3 || media.ended;
  while (started.length && performance.now() < end && !started.every(ready)) {
    await new Promise((done) => setTimeout(done, 50));
  }
  for (const {media, was} of started) {
    media.pause();
    media.muted = was.muted;
  }
  return {media: all.length, started: started.filter(({media}) => media.readyState > 0).length};
}
