/**
 * QT corrected for heart rate by four published formulas. QT in ms, RR in s, heart rate in beats/min:
 * Bazett 1920 QT/√RR · Fridericia 1920 QT/∛RR · Framingham (Sagie 1992, 10.1016/0002-9149(92)90562-D) QT + 154·(1 − RR) ·
 * Hodges 1983 QT + 1.75·(HR − 60). All constants: literature.
 */
export interface CorrectedQt {
  readonly bazettMs: number;
  readonly fridericiaMs: number;
  readonly framinghamMs: number;
  readonly hodgesMs: number;
}

/**
 * @example correctQt(400, 800).fridericiaMs // 430.9
 * @throws RangeError when QT or RR is not a positive number
 */
export function correctQt(qtMs: number, rrMs: number): CorrectedQt {
  if (!(qtMs > 0 && rrMs > 0)) throw new RangeError(`QT and RR must be positive numbers of ms, not ${qtMs} and ${rrMs}`);
  const rrS = rrMs / 1000;
  return {
    bazettMs: qtMs / Math.sqrt(rrS),
    fridericiaMs: qtMs / Math.cbrt(rrS),
    framinghamMs: qtMs + 154 * (1 - rrS),
    hodgesMs: qtMs + 1.75 * (60 / rrS - 60),
  };
}
