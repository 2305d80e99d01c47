/* Start audio and video without sound, so that their bytes come; wait until each has what it needs, short
   ones to their end (a player may go on to the next), then stop those that we started.  Returns how
   many there were and how many began.  */
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
    const was = {muted: media.muted, rate: media.playbackRate};
    media.muted = true;
    media.playbackRate = 2;
    if (media.preload !== "auto") media.preload = "auto";
    if (media.networkState === 0 && (media.currentSrc || media.src || media.querySelector("source"))) media.load();
    started.push({media, was});
    media.play().catch(() => {});
  }
  const end = performance.now() + ms;
  const short = 3;
  const ready = ({media}) => {
    if (media.error || media.networkState === 3) return true;
    const left = media.duration - media.currentTime;
    return media.readyState >= 4 && !(left <= short && !media.ended && !media.paused);
  };
  let calm = 0;
  while (started.length && performance.now() < end && calm < 3) {
    await new Promise((done) => setTimeout(done, 50));
    calm = started.every(ready) ? calm + 1 : 0;
  }
  for (const {media, was} of started) {
    media.pause();
    media.muted = was.muted;
    media.playbackRate = was.rate;
  }
  return {media: all.length, started: started.filter(({media}) => media.readyState > 0).length};
}
