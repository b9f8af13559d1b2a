/** A hundred ECGs at high potassium as dots, and what a sign is worth where few people have high potassium. */
import { wilsonInterval } from "@kalium/lab";
import { html, render } from "lit";
import { cite } from "./sources.ts";
import { highAmongThoseWithoutSign, highAmongThoseWithSign, SIGN_IF_HIGH, SIGN_IF_NORMAL } from "./worthOfASign.ts";

const STRICT = 18;
const ANY = 52;
const CASES = 90;
const SHARES = [1, 2, 5, 10, 20, 50];

export function whatTheEcgMisses(): HTMLElement {
  const root = Object.assign(document.createElement("section"), { className: "lesson-misses" });
  root.setAttribute("aria-label", "What the ECG misses");
  let percent = 5;
  function show(): void {
    render(
      html`<figure>
          <div class="lesson-dots" role="img" aria-label=${`Of 100 people with potassium of 6.0 or more, ${STRICT} meet strict criteria, ${ANY - STRICT} more have some change, ${100 - ANY} have none.`}>
            ${Array.from({ length: 100 }, (_, dot) => html`<span class=${dot < STRICT ? "strict" : dot < ANY ? "some" : "none"}></span>`)}
          </div>
          <figcaption>
            <strong>Of 100 people with potassium of 6.0 or more</strong> ${cite("montague2008")}<br>Shares of ${CASES} cases; chance alone carries them from ${interval(STRICT / 100, CASES)} for strict criteria, from ${interval(ANY / 100, CASES)} for any change (95 %, Wilson).
            <ul class="lesson-dot-key">
              <li><span class="strict"></span>${STRICT} meet strict criteria</li>
              <li><span class="some"></span>${ANY - STRICT} more show some change</li>
              <li><span class="none"></span>${100 - ANY} show no change</li>
            </ul>
          </figcaption>
        </figure>
        <div>
          <label class="choice"><span>If this share of your people has potassium of 6.0 or more</span><select @change=${(event: Event) => { percent = Number((event.target as HTMLSelectElement).value); show(); }}>
            ${SHARES.map((share) => html`<option value=${share} ?selected=${share === percent}>${share} %</option>`)}
          </select></label>
          <p class="lesson-answer" role="status">Of 100 people with a sign, <strong>${Math.round(100 * highAmongThoseWithSign(percent / 100))}</strong> have it. Of 100 people without any sign, <strong>${(100 * highAmongThoseWithoutSign(percent / 100)).toFixed(percent < 10 ? 1 : 0)}</strong> have it all the same.</p>
          <p class="soft">Computed from shares of any sign of 46 % among 135 people at 6.0 or more (95 % interval ${interval(SIGN_IF_HIGH, 135)}) and 24 % among 170 at normal potassium (${interval(SIGN_IF_NORMAL, 170)}) ${cite("varga2019")}, as if nobody stood between the two. Another reading of ECGs gives other shares ${cite("montague2008")}.</p>
        </div>`,
      root,
    );
  }
  show();
  return root;
}

/** "38 to 54 %": how far chance alone may carry a printed share of so many people, by Wilson. */
function interval(share: number, people: number): string {
  const bounds = wilsonInterval(Math.round(share * people), people);
  const percent = (bound: number) => (100 * bound).toFixed(0);
  return bounds === null ? "" : `${percent(bounds.lower)} to ${percent(bounds.upper)} %`;
}
