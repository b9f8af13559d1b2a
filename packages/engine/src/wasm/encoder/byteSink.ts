/** A growing array of bytes and the variable-length integers of WebAssembly (core specification 2.0, section 5.2.2). */
export class ByteSink {
  private data = new Uint8Array(256);
  length = 0;

  byte(value: number): void {
    if (this.length === this.data.length) this.grow(1);
    this.data[this.length++] = value;
  }
  bytes(values: ArrayLike<number>): void {
    if (this.length + values.length > this.data.length) this.grow(values.length);
    this.data.set(values, this.length);
    this.length += values.length;
  }
  unsigned(value: number): void {
    let rest = value >>> 0;
    while (rest > 0x7f) {
      this.byte((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    this.byte(rest);
  }
  signed(value: number): void {
    let rest = value | 0;
    for (;;) {
      const low = rest & 0x7f;
      rest >>= 7;
      if ((rest === 0 && (low & 0x40) === 0) || (rest === -1 && (low & 0x40) !== 0)) return this.byte(low);
      this.byte(low | 0x80);
    }
  }
  /** Length, then UTF-8. */
  name(text: string): void {
    this.sized(new TextEncoder().encode(text));
  }
  /** Length, then the bytes. */
  sized(values: ArrayLike<number>): void {
    this.unsigned(values.length);
    this.bytes(values);
  }
  finish(): Uint8Array<ArrayBuffer> {
    return this.data.slice(0, this.length);
  }
  private grow(by: number): void {
    const larger = new Uint8Array(Math.max(2 * this.data.length, this.length + by));
    larger.set(this.data.subarray(0, this.length));
    this.data = larger;
  }
}
