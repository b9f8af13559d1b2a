/**
 * The few drawing calls the waveform renderer needs. A 2-D canvas context has them all; `SvgPaper` has them too and
 * writes vectors, so that screen and print come from the same code.
 */
export type PaperSurface = Pick<
  CanvasRenderingContext2D,
  "beginPath" | "moveTo" | "lineTo" | "stroke" | "fillRect" | "fillText" | "lineWidth" | "strokeStyle" | "fillStyle" | "font" | "textAlign" | "lineJoin" | "globalAlpha"
>;

/** Records drawing calls as SVG elements in CSS px. */
export class SvgPaper implements PaperSurface {
  lineWidth = 1;
  strokeStyle: string | CanvasGradient | CanvasPattern = "#000";
  fillStyle: string | CanvasGradient | CanvasPattern = "#000";
  font = "11px sans-serif";
  textAlign: CanvasTextAlign = "start";
  lineJoin: CanvasLineJoin = "round";
  globalAlpha = 1;
  private path: string[] = [];
  private readonly nodes: string[] = [];

  beginPath(): void {
    this.path = [];
  }

  moveTo(x: number, y: number): void {
    this.path.push(`M${round(x)} ${round(y)}`);
  }

  lineTo(x: number, y: number): void {
    this.path.push(`L${round(x)} ${round(y)}`);
  }

  stroke(): void {
    if (this.path.length === 0) return;
    this.nodes.push(
      `<path d="${this.path.join("")}" fill="none" stroke="${escapeXml(String(this.strokeStyle))}" stroke-width="${this.lineWidth}" stroke-linejoin="round" stroke-linecap="round"${this.alpha()}/>`,
    );
  }

  fillRect(x: number, y: number, width: number, height: number): void {
    this.nodes.push(`<rect x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}" fill="${escapeXml(String(this.fillStyle))}"${this.alpha()}/>`);
  }

  fillText(text: string, x: number, y: number): void {
    const font = /^(?:(\d+)\s+)?([\d.]+)px\s+(.*)$/.exec(this.font);
    const anchor = this.textAlign === "center" ? "middle" : this.textAlign === "right" || this.textAlign === "end" ? "end" : "start";
    this.nodes.push(
      `<text x="${round(x)}" y="${round(y)}" font-family="${escapeXml(font?.[3] ?? "sans-serif")}" font-size="${font?.[2] ?? 11}"${font?.[1] ? ` font-weight="${font[1]}"` : ""} text-anchor="${anchor}" fill="${escapeXml(String(this.fillStyle))}"${this.alpha()}>${escapeXml(text)}</text>`,
    );
  }

  /** The document at its true size: `widthMm` wide, one CSS mm of the sheet being one mm of paper. */
  document(title: string, widthPx: number, heightPx: number, pxPerMm: number): string {
    return [
      `<?xml version="1.0" encoding="UTF-8"?>`,
      `<svg xmlns="http://www.w3.org/2000/svg" width="${round(widthPx / pxPerMm)}mm" height="${round(heightPx / pxPerMm)}mm" viewBox="0 0 ${round(widthPx)} ${round(heightPx)}">`,
      `<title>${escapeXml(title)}</title>`,
      ...this.nodes,
      `</svg>`,
      ``,
    ].join("\n");
  }

  private alpha(): string {
    return this.globalAlpha < 1 ? ` opacity="${round(this.globalAlpha)}"` : "";
  }
}

/** Text made safe inside XML content and double-quoted attributes. */
export function escapeXml(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
