import "./site.ts";
