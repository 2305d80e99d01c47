// Runs in the stand-in page.  Loads addresses as the page's own elements would, and shows none.
//
// jobs: [{url, as, cors}], taken in order, `atOnce` at a time; none takes longer than `eachMs`, all of
// them together `deadlineMs`.  Returns what became of each: "loaded", "refused", "late", "unasked"
// (its host was late too often), or "" when its turn did not come.
async ({ jobs, atOnce, eachMs, deadlineMs }) => {
  const ends = performance.now() + deadlineMs;
  const results = jobs.map(() => "");
  const lateOn = new Map();
  const MOST_LATE = 2; // a host that keeps us waiting so often is left alone

  const preload = ({ url, as, cors }, signal) =>
    new Promise((done) => {
      const link = document.createElement("link");
      const finish = (result) => {
        link.onload = link.onerror = null;
        link.remove();
        done(result);
      };
      link.rel = "preload";
      link.as = as;
      if (cors) link.crossOrigin = cors;
      link.onload = () => finish("loaded");
      link.onerror = () => finish("refused");
      signal.addEventListener("abort", () => finish("late"));
      link.href = url;
      document.head.append(link);
    });

  const read = async ({ url, cors }, signal) => {
    try {
      const credentials = cors === "use-credentials" ? "include" : "same-origin";
      const response = await fetch(url, { mode: "cors", credentials, signal });
      const reader = response.body?.getReader();
      while (reader && !(await reader.read()).done); // the wire has it; nothing is kept here
      return "loaded";
    } catch {
      return signal.aborted ? "late" : "refused";
    }
  };

  const one = async (job) => {
    const host = new URL(job.url).host;
    if ((lateOn.get(host) ?? 0) >= MOST_LATE) return "unasked";
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), Math.min(eachMs, ends - performance.now()));
    const result = await (job.as === "fetch" ? read : preload)(job, stop.signal);
    clearTimeout(timer);
    if (result === "late") lateOn.set(host, (lateOn.get(host) ?? 0) + 1);
    return result;
  };

  let next = 0;
  const work = async () => {
    while (next < jobs.length && performance.now() < ends) {
      const mine = next++;
      results[mine] = await one(jobs[mine]);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, jobs.length) }, work));
  return results;
}
