export type ListKind = "threat" | "context";

/** Categories that say what an address is, not what it did: they inform, and accuse nobody. */
const contexts = new Set([
  "allowed",
  "anonymizers",
  "cdn",
  "cloud",
  "context",
  "crawler",
  "hosting",
  "known-scanner",
  "proxy",
  "relay",
  "resolver",
  "sinkhole",
  "tor",
  "vpn"
]);

/** What names of lists tell; the first that fits counts. */
const guesses: readonly (readonly [RegExp, string])[] = [
  [/\btor\b|torbulk|tor[-_ ]?exit/i, "tor"],
  [/sinkhole/i, "sinkhole"],
  [/\bvpns?\b/i, "vpn"],
  [/private relay/i, "relay"],
  [/cdn|cloudflare|akamai|fastly|cloudfront/i, "cdn"],
  [/\baws\b|amazon|azure|google[-_ ]cloud|\bgcp\b|cloud/i, "cloud"],
  [/shodan|censys|rapid7|stretchoid|mass[-_ ]scanner/i, "known-scanner"],
  [/googlebot|bingbot|crawler/i, "crawler"],
  [/resolver|public[-_ ]dns/i, "resolver"]
];

/** The category that a list's name gives away; null if it does not. */
export function guessCategory(name: string): string | null {
  return guesses.find(([pattern]) => pattern.test(name))?.[1] ?? null;
}

/** Whether lists of a category tell of a threat, or only of the path or the owner of an address. */
export function kindOf(category: string): ListKind {
  return contexts.has(category) ? "context" : "threat";
}
