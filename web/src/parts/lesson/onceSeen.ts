/** Puts off work on a part of the page until it is about to come into view. */
const AHEAD = "600px";

/** Calls once, when the element comes near the view; never when it does not. */
export function onceSeen(element: Element, call: () => void): void {
  const observer = new IntersectionObserver((entries) => {
    if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
    observer.disconnect();
    call();
  }, { rootMargin: AHEAD });
  observer.observe(element);
}
