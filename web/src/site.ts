/** What every page has: the theme, the site's own rules, and the badge. */
import "@kalium/elements/theme.css";
import "./site.css";
import "./originBadge.ts";
