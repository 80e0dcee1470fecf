// Days as a person means them, in the person's own time zone, as moments for the server. Pure.

export function startOfDay(day: string): string | undefined {
  const start = new Date(`${day}T00:00:00`);
  return Number.isNaN(start.getTime()) ? undefined : start.toISOString();
}

// The end of a period is included: it ends when the next day begins.
export function dayAfter(day: string): string | undefined {
  const start = new Date(`${day}T00:00:00`);
  if (Number.isNaN(start.getTime())) return undefined;
  start.setDate(start.getDate() + 1);
  return start.toISOString();
}
