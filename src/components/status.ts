const words: Record<string, string> = {
  "1xx": "1xx informational",
  "2xx": "2xx succeeded",
  "3xx": "3xx redirected",
  "4xx": "4xx client error",
  "5xx": "5xx server error",
  allow: "allowed",
  deny: "denied"
};

/** A status class in words, so that no reader has to know the numbers. */
export function statusName(name: string | null): string {
  return name === null ? "not logged" : (words[name] ?? name);
}
