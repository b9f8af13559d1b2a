/** SVG path of a line through points; a null or non-finite y lifts the pen. Coordinates to a tenth of a pixel. */
export function linePath(count: number, x: (index: number) => number, y: (index: number) => number | null): string {
  let path = "";
  let isDown = false;
  for (let i = 0; i < count; i++) {
    const value = y(i);
    if (value === null || !Number.isFinite(value)) {
      isDown = false;
      continue;
    }
    path += `${isDown ? "L" : "M"}${round(x(i))} ${round(value)}`;
    isDown = true;
  }
  return path;
}

function round(pixel: number): number {
  return Math.round(pixel * 10) / 10;
}
