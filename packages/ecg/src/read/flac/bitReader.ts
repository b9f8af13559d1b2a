/** Thrown where the bytes at hand end inside a frame: the caller fetches more or reports a truncated file. */
export class OutOfBytes extends Error {
  override readonly name = "OutOfBytes";
}

/**
 * Reads bits, the highest first. Up to 32 bits wait in a word, aligned to its top; beyond the end it reads zeros and
 * complains at the next {@link check}, so that the inner loops need no test of their own.
 */
export class BitReader {
  private word = 0;
  private waiting = 0;

  /** `at` is the byte that is fetched next. */
  constructor(
    private readonly bytes: Uint8Array,
    private at: number,
  ) {}

  /** Byte position after the bits read so far, rounded up to a whole byte. */
  get byteAt(): number {
    return this.at - (this.waiting >> 3);
  }

  /** @throws OutOfBytes when more bits were read than there are. */
  check(): void {
    if (this.byteAt > this.bytes.length) throw new OutOfBytes();
  }

  private fill(): void {
    while (this.waiting <= 24) {
      this.word |= (this.bytes[this.at++] ?? 0) << (24 - this.waiting);
      this.waiting += 8;
    }
  }

  /** 0 to 25 bits, unsigned. */
  read(count: number): number {
    if (count === 0) return 0;
    if (this.waiting < count) this.fill();
    const value = this.word >>> (32 - count);
    this.word <<= count;
    this.waiting -= count;
    return value;
  }

  /** 0 to 32 bits in two's complement. */
  readSigned(count: number): number {
    if (count === 0) return 0;
    if (count > 16) return (this.readSigned(count - 16) << 16) | this.read(16);
    return (this.read(count) << (32 - count)) >> (32 - count);
  }

  /** Number of zeros before the next one. */
  readUnary(): number {
    let zeros = 0;
    for (;;) {
      this.fill();
      const leading = Math.clz32(this.word);
      if (leading < this.waiting) {
        this.word <<= leading + 1;
        // A shift by 32 leaves the word as it was.
        if (leading === 31) this.word = 0;
        this.waiting -= leading + 1;
        return zeros + leading;
      }
      zeros += this.waiting;
      this.word = 0;
      this.waiting = 0;
      this.check();
    }
  }

  /** Goes on to the next whole byte. */
  align(): void {
    this.read(this.waiting & 7);
  }

  /** `count` Rice codes of the parameter into `out`: a unary high part and `parameter` low bits, the sign lowest. */
  readRice(parameter: number, out: Int32Array, from: number, to: number): void {
    for (let i = from; i < to; i++) {
      if (this.waiting <= 24) this.fill();
      const leading = Math.clz32(this.word);
      let high: number;
      if (leading < 24 && leading < this.waiting) {
        high = leading;
        this.word <<= leading + 1;
        this.waiting -= leading + 1;
      } else high = this.readUnary();
      const code = parameter > 24 ? high * 2 ** parameter + this.read(parameter - 16) * 65536 + this.read(16) : (high << parameter) | this.read(parameter);
      out[i] = (code >>> 1) ^ -(code & 1);
    }
    this.check();
  }
}
