/** MD5 (RFC 1321), fed piece by piece: FLAC states it of all its samples. Good for noticing damage, for nothing else. */

const SHIFTS = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21];
const SINES = Int32Array.from({ length: 64 }, (_, i) => Math.floor(Math.abs(Math.sin(i + 1)) * 2 ** 32));

export class Md5 {
  private readonly state = Int32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476);
  private readonly block = new Uint8Array(64);
  private readonly words = new Int32Array(16);
  private byteCount = 0;

  update(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; ) {
      const room = this.byteCount % 64;
      const part = bytes.subarray(at, at + 64 - room);
      this.block.set(part, room);
      this.byteCount += part.length;
      at += part.length;
      if (this.byteCount % 64 === 0) this.mix();
    }
  }

  /** The 16 bytes; nothing may follow. */
  digest(): Uint8Array {
    const bits = this.byteCount * 8;
    const closing = new Uint8Array(((this.byteCount % 64 < 56 ? 56 : 120) - (this.byteCount % 64)) + 8);
    closing[0] = 0x80;
    const view = new DataView(closing.buffer);
    view.setUint32(closing.length - 8, bits >>> 0, true);
    view.setUint32(closing.length - 4, Math.floor(bits / 2 ** 32), true);
    this.update(closing);
    const digest = new Uint8Array(16);
    this.state.forEach((word, i) => new DataView(digest.buffer).setInt32(4 * i, word, true));
    return digest;
  }

  private mix(): void {
    const { block, words, state } = this;
    for (let i = 0; i < 16; i++) words[i] = block[4 * i]! | (block[4 * i + 1]! << 8) | (block[4 * i + 2]! << 16) | (block[4 * i + 3]! << 24);
    let [a, b, c, d] = state as unknown as [number, number, number, number];
    for (let i = 0; i < 64; i++) {
      const round = i >> 4;
      const mixed = round === 0 ? (b & c) | (~b & d) : round === 1 ? (d & b) | (~d & c) : round === 2 ? b ^ c ^ d : c ^ (b | ~d);
      const word = words[round === 0 ? i : round === 1 ? (5 * i + 1) & 15 : round === 2 ? (3 * i + 5) & 15 : (7 * i) & 15]!;
      const sum = (a + mixed + SINES[i]! + word) | 0;
      const shift = SHIFTS[4 * round + (i & 3)]!;
      a = d;
      d = c;
      c = b;
      b = (b + ((sum << shift) | (sum >>> (32 - shift)))) | 0;
    }
    state[0] = state[0]! + a;
    state[1] = state[1]! + b;
    state[2] = state[2]! + c;
    state[3] = state[3]! + d;
  }
}
