/**
 * Person of a record of the MIT-BIH Arrhythmia Database. Records 201 and 202 come from the same
 * man, the only such pair in the database (literature: Moody & Mark 2001, doi:10.1109/51.932724);
 * they must not fall on two sides of a split.
 */
export function mitBihPersonOf(recordId: string): string {
  return recordId === "202" ? "201" : recordId;
}
