/* Another clock and no chance, for one page and its frames: time runs from a moment that is given, and what
   is drawn is drawn from one seed.  Takes {offset_ms, seed}.  Workers have a clock of their own. */
({offset_ms, seed}) => {
  const Real = Date, now = Real.now.bind(Real);
  const shifted = () => now() + offset_ms;
  const Shifted = new Proxy(Real, {
    apply: () => new Real(shifted()).toString(),
    construct: (target, given, made) => Reflect.construct(target, given.length ? given : [shifted()], made),
  });
  Real.now = shifted;
  Real.prototype.constructor = Shifted;
  globalThis.Date = Shifted;
  const origin = Object.getOwnPropertyDescriptor(Performance.prototype, "timeOrigin");
  if (origin && origin.get) {
    Object.defineProperty(Performance.prototype, "timeOrigin", {...origin, get() { return origin.get.call(this) + offset_ms; }});
  }
  // mulberry32 (public domain): 32 bits of state
  let state = seed >>> 0;
  const draw = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  Math.random = () => draw() / 4294967296;
  Crypto.prototype.getRandomValues = function (array) {
    const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
    for (let at = 0; at < bytes.length; at++) bytes[at] = draw() & 255;
    return array;
  };
  if (Crypto.prototype.randomUUID) {
    Crypto.prototype.randomUUID = function () {
      const bytes = this.getRandomValues(new Uint8Array(16));
      bytes[6] = (bytes[6] & 15) | 64;
      bytes[8] = (bytes[8] & 63) | 128;
      const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
      return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
    };
  }
}
