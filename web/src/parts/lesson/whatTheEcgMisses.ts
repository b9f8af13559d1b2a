/** A hundred ECGs at high potassium as dots, and what a sign is worth where few people have high potassium. */
import { html, render } from "lit";
import { cite } from "./sources.ts";
import { highAmongThoseWithoutSign, highAmongThoseWithSign } from "./worthOfASign.ts";

const STRICT = 18;
const ANY = 52;
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
            <strong>Of 100 people with potassium of 6.0 or more</strong> ${cite("montague2008")}
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
          <p class="soft">Computed from shares of any sign of 46 % at 6.0 or more and 24 % at normal potassium ${cite("varga2019")}, as if nobody stood between the two. Another reading of ECGs gives other shares ${cite("montague2008")}.</p>
        </div>`,
      root,
    );
  }
  show();
  return root;
}
