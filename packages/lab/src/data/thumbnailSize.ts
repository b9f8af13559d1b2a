/** Columns of the small picture of a recording; each has its lowest and its highest value. */
export const THUMBNAIL_COLUMN_COUNT = 96;
