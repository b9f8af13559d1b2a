/** Puts off work on a part of the page until it is about to come into view. */
const AHEAD = "600px";

/** Calls once, when the element comes near the view or the page is about to be printed; never when neither happens. */
export function onceSeen(element: Element, call: () => void): void {
  const once = (): void => {
    observer.disconnect();
    removeEventListener("beforeprint", once);
    call();
  };
  const observer = new IntersectionObserver((entries) => {
    if (entries.some(({ isIntersecting }) => isIntersecting)) once();
  }, { rootMargin: AHEAD });
  observer.observe(element);
  // Paper has no view to come near to.
  addEventListener("beforeprint", once);
}
