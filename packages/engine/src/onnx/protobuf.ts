/**
 * The part of the Protocol Buffers wire format that an ONNX file needs: variable-length integers, 32-bit floats, and everything with a
 * length in front. A message is a list of byte pieces, joined once at the end, so that weights are copied only once.
 */

/** Pieces of a message, in order. */
export type Message = readonly Uint8Array[];

const VARINT = 0;
const LENGTH_DELIMITED = 2;
const FIXED_32 = 5;

/** Base-128 digits, lowest first, the high bit marking that more follow; negative numbers as 64-bit two's complement. */
function varint(value: number | bigint): number[] {
  let rest = BigInt.asUintN(64, BigInt(value));
  const digits: number[] = [];
  while (rest > 0x7fn) {
    digits.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  digits.push(Number(rest));
  return digits;
}

const tag = (field: number, wireType: number): number[] => varint((field << 3) | wireType);

export const byteLength = (message: Message): number => message.reduce((sum, piece) => sum + piece.length, 0);

/** An int32, int64 or enum field. */
export const intField = (field: number, value: number): Message => [Uint8Array.from([...tag(field, VARINT), ...varint(value)])];

/** A float field. */
export function floatField(field: number, value: number): Message {
  const bytes = new Uint8Array(5);
  bytes.set(tag(field, FIXED_32));
  new DataView(bytes.buffer).setFloat32(1, value, true);
  return [bytes];
}

/** A nested message, or raw bytes. */
export const bytesField = (field: number, content: Message): Message => [Uint8Array.from([...tag(field, LENGTH_DELIMITED), ...varint(byteLength(content))]), ...content];

export const textField = (field: number, text: string): Message => bytesField(field, [new TextEncoder().encode(text)]);

/** The bytes of a message in one array. */
export function joinMessage(message: Message): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(byteLength(message));
  let position = 0;
  for (const piece of message) {
    bytes.set(piece, position);
    position += piece.length;
  }
  return bytes;
}
