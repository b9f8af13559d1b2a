import type { ReactiveController, ReactiveControllerHost } from "lit";

export interface PanHandlers {
  /** The paper was moved by so many px since the last call; positive is towards later time. Says whether it moved. */
  onPan(px: number): boolean;
  /** The pointer is over the paper at this place, px from its top left; null when it left. */
  onPoint(place: { readonly x: number; readonly y: number } | null): void;
}

/** Pointer and wheel on the paper: drag pans, a sideways or shifted wheel pans, a mouse that moves points. */
export class PanController implements ReactiveController {
  private readonly host: ReactiveControllerHost & HTMLElement;
  private readonly handlers: PanHandlers;
  private dragX: number | null = null;

  constructor(host: ReactiveControllerHost & HTMLElement, handlers: PanHandlers) {
    this.host = host;
    this.handlers = handlers;
    host.addController(this);
  }

  hostConnected(): void {
    this.host.addEventListener("wheel", this.onWheel, { passive: false });
  }

  hostDisconnected(): void {
    this.host.removeEventListener("wheel", this.onWheel);
    this.dragX = null;
  }

  readonly onPointerDown = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    const sheet = event.currentTarget as HTMLElement;
    sheet.setPointerCapture(event.pointerId);
    sheet.toggleAttribute("data-dragging", true);
    this.dragX = event.clientX;
  };

  readonly onPointerMove = (event: PointerEvent): void => {
    if (this.dragX !== null) {
      this.handlers.onPan(this.dragX - event.clientX);
      this.dragX = event.clientX;
      return;
    }
    if (event.pointerType === "touch") return;
    const box = (event.currentTarget as HTMLElement).getBoundingClientRect();
    this.handlers.onPoint({ x: event.clientX - box.left, y: event.clientY - box.top });
  };

  readonly onPointerUp = (event: PointerEvent): void => {
    (event.currentTarget as HTMLElement).toggleAttribute("data-dragging", false);
    this.dragX = null;
  };

  readonly onPointerLeave = (): void => {
    if (this.dragX === null) this.handlers.onPoint(null);
  };

  private readonly onWheel = (event: WheelEvent): void => {
    const sheet = this.host.shadowRoot?.querySelector(".sheet") ?? null;
    if (event.ctrlKey || !sheet || !event.composedPath().includes(sheet)) return;
    const isSideways = Math.abs(event.deltaX) > Math.abs(event.deltaY);
    // A plain wheel scrolls the page unless the person has chosen the paper: a page must never be a trap.
    if (!isSideways && !event.shiftKey && this.host.shadowRoot?.activeElement !== sheet) return;
    const delta = isSideways ? event.deltaX : event.deltaY;
    const hasMoved = this.handlers.onPan(event.deltaMode === WheelEvent.DOM_DELTA_LINE ? delta * 16 : delta);
    if (hasMoved) event.preventDefault();
  };
}
