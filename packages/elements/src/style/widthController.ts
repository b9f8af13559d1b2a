import type { ReactiveController, ReactiveControllerHost } from "lit";

/** Knows the host's content width in CSS px and asks for an update when it changes, so that text in figures is never scaled. */
export class WidthController implements ReactiveController {
  /** Last measured width; the default stands until the host has been laid out. */
  widthPx: number;
  private readonly host: ReactiveControllerHost & HTMLElement;
  private observer: ResizeObserver | null = null;

  constructor(host: ReactiveControllerHost & HTMLElement, defaultWidthPx = 640) {
    this.host = host;
    this.widthPx = defaultWidthPx;
    host.addController(this);
  }

  hostConnected(): void {
    this.measure(this.host.clientWidth);
    this.observer = new ResizeObserver((entries) => {
      const width = entries[entries.length - 1]?.contentRect.width ?? 0;
      if (this.measure(width)) this.host.requestUpdate();
    });
    this.observer.observe(this.host);
  }

  hostDisconnected(): void {
    this.observer?.disconnect();
    this.observer = null;
  }

  private measure(widthPx: number): boolean {
    const rounded = Math.floor(widthPx);
    if (rounded <= 0 || rounded === this.widthPx) return false;
    this.widthPx = rounded;
    return true;
  }
}
