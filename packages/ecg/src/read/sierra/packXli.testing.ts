/** For tests only: packs leads as XLI, so that the reader can be tried on leads of any shape and the fuzzer on small files. */

/** LZW with codes of ten bits, the table full at 1023, closed by the end code. */
function packLzw(bytes: Uint8Array): Uint8Array {
  const table = new Map<string, number>();
  const codes: number[] = [];
  let current = "";
  const codeOf = (text: string) => (text.length === 1 ? text.charCodeAt(0) : table.get(text));
  for (const byte of bytes) {
    const longer = current + String.fromCharCode(byte);
    if (codeOf(longer) !== undefined) current = longer;
    else {
      codes.push(codeOf(current)!);
      if (table.size + 256 < 1023) table.set(longer, table.size + 256);
      current = String.fromCharCode(byte);
    }
  }
  if (current !== "") codes.push(codeOf(current)!);
  codes.push(1023);
  const bits = codes.map((code) => code.toString(2).padStart(10, "0")).join("");
  return Uint8Array.from({ length: Math.ceil(bits.length / 8) }, (_, index) => parseInt(bits.slice(8 * index, 8 * index + 8).padEnd(8, "0"), 2));
}

/** Leads of at least three samples, all as they are stored: limb leads as what I and II leave of them. */
export function packXli(leads: readonly Int32Array[]): Uint8Array {
  const chunks = leads.flatMap((lead) => {
    const stored = new Int16Array(lead.length);
    const second = (i: number) => 2 * lead[i - 1]! - lead[i - 2]! - lead[i]!;
    stored[0] = lead[0]!;
    stored[1] = lead[1]!;
    for (let i = 2; i < lead.length; i++) stored[i] = i + 1 < lead.length ? second(i + 1) + 64 : 64;
    const bytes = Uint8Array.from({ length: 2 * lead.length }, (_, index) => (index < lead.length ? stored[index]! >> 8 : stored[index - lead.length]!) & 0xff);
    const packed = packLzw(bytes);
    const header = new DataView(new ArrayBuffer(8));
    header.setInt32(0, packed.length, true);
    header.setInt16(4, 1, true);
    header.setInt16(6, second(2), true);
    return [new Uint8Array(header.buffer), packed];
  });
  const all = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}
