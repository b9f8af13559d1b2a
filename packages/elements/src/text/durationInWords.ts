/** A length of time as one would say it: "less than 5 seconds", "about 3 minutes", "about 1 hour 20 minutes". */
export function durationInWords(seconds: number): string {
  if (!Number.isFinite(seconds) || seconds < 0) return "an unknown time";
  if (seconds < 5) return "less than 5 seconds";
  if (seconds < 55) return `about ${Math.round(seconds / 5) * 5} seconds`;
  if (seconds < 90) return "about 1 minute";
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `about ${plural(minutes, "minute")}`;
  const hours = Math.floor(minutes / 60);
  const rest = Math.round((minutes - hours * 60) / 5) * 5;
  if (rest === 60) return `about ${plural(hours + 1, "hour")}`;
  return rest === 0 ? `about ${plural(hours, "hour")}` : `about ${plural(hours, "hour")} ${plural(rest, "minute")}`;
}

function plural(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}
