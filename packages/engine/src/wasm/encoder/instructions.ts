/** Codes of the instructions that Kalium's kernels use, by the names the WebAssembly specification gives them (core 2.0, threads, relaxed SIMD). */

export type ValueType = "i32" | "f32" | "v128";

export const VALUE_TYPES: Readonly<Record<ValueType, number>> = { i32: 0x7f, f32: 0x7d, v128: 0x7b };

/** One byte, no immediate. */
export const PLAIN = {
  "i32.eqz": 0x45, "i32.eq": 0x46, "i32.ne": 0x47, "i32.lt_s": 0x48, "i32.lt_u": 0x49, "i32.gt_s": 0x4a, "i32.ge_s": 0x4e, "i32.ge_u": 0x4f, "i32.add": 0x6a, "i32.sub": 0x6b, "i32.mul": 0x6c,
  "i32.div_u": 0x6e, "i32.rem_u": 0x70, "i32.and": 0x71, "i32.or": 0x72, "i32.xor": 0x73, "i32.shl": 0x74, "i32.shr_s": 0x75, "i32.shr_u": 0x76, "i32.rotl": 0x77, "i32.trunc_f32_u": 0xa9,
  "f32.eq": 0x5b, "f32.lt": 0x5d, "f32.gt": 0x5e, "f32.ge": 0x60, "f32.abs": 0x8b, "f32.neg": 0x8c, "f32.sqrt": 0x91, "f32.add": 0x92, "f32.sub": 0x93, "f32.mul": 0x94, "f32.div": 0x95, "f32.min": 0x96, "f32.max": 0x97,
  "f32.convert_i32_s": 0xb2, "f32.convert_i32_u": 0xb3, select: 0x1b, drop: 0x1a, else: 0x05, end: 0x0b, return: 0x0f,
} as const;

/** After the vector prefix, no immediate. */
export const VECTOR = {
  "i32x4.splat": 17, "f32x4.splat": 19, "i32x4.eq": 55, "i32x4.lt_u": 58, "f32x4.eq": 65, "f32x4.ne": 66, "f32x4.lt": 67, "f32x4.gt": 68, "f32x4.le": 69, "f32x4.ge": 70,
  "v128.not": 77, "v128.and": 78, "v128.andnot": 79, "v128.or": 80, "v128.xor": 81, "v128.bitselect": 82, "f32x4.nearest": 106, "i32x4.shl": 171, "i32x4.shr_s": 172, "i32x4.shr_u": 173, "i32x4.add": 174, "i32x4.sub": 177, "i32x4.mul": 181,
  "f32x4.abs": 224, "f32x4.neg": 225, "f32x4.sqrt": 227, "f32x4.add": 228, "f32x4.sub": 229, "f32x4.mul": 230, "f32x4.div": 231, "f32x4.min": 232, "f32x4.max": 233, "f32x4.pmin": 234, "f32x4.pmax": 235,
  "i32x4.trunc_sat_f32x4_s": 248, "i32x4.trunc_sat_f32x4_u": 249, "f32x4.convert_i32x4_s": 250, "f32x4.convert_i32x4_u": 251, "f32x4.relaxed_madd": 0x105,
} as const;

/** Loads and stores; all take an offset in bytes. */
export const MEMORY = { "i32.load": [0x28], "f32.load": [0x2a], "i32.store": [0x36], "f32.store": [0x38], "v128.load": [0xfd, 0], "v128.load32_splat": [0xfd, 9], "v128.load64_splat": [0xfd, 10], "v128.store": [0xfd, 11], "v128.load32_zero": [0xfd, 92], "v128.load64_zero": [0xfd, 93] } as const;

/** Loads and stores of one lane; an offset in bytes and the lane. */
export const MEMORY_LANE = { "v128.load32_lane": 86, "v128.load64_lane": 87, "v128.store32_lane": 90, "v128.store64_lane": 91 } as const;

/** After the prefix of threads; an offset in bytes, naturally aligned. */
export const ATOMIC = { "memory.atomic.notify": 0x00, "memory.atomic.wait32": 0x01, "i32.atomic.load": 0x10, "i32.atomic.store": 0x17, "i32.atomic.rmw.add": 0x1e } as const;
/** Operand size of the atomic instructions, as a power of two. */
export const ATOMIC_ALIGNMENT = 2;
