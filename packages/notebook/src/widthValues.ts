/** The width of an element in CSS pixels, now and after each change; zero, when it is not shown, is left out. */
export async function* widthValues(element: Element): AsyncGenerator<number, void> {
  let width = element.clientWidth;
  let wake: (() => void) | null = null;
  const observer = new ResizeObserver(() => {
    if (element.clientWidth === width || element.clientWidth === 0) return;
    width = element.clientWidth;
    wake?.();
  });
  observer.observe(element);
  try {
    while (true) {
      const seen = width;
      yield seen;
      if (width === seen) await new Promise<void>((resolve) => (wake = resolve));
    }
  } finally {
    observer.disconnect();
  }
}
