export interface AddressPattern {
  readonly values: readonly string[]; // addresses and blocks, any of which fits the pattern
  readonly unsupported: number; // alternatives that are about something else
}

const deepest = 50; // brackets within brackets
const addressPaths = new Set(["ipv4-addr:value", "ipv6-addr:value", "network-traffic:dst_ref.value"]);
const token =
  /\s*(?:('(?:[^'\\]|\\.)*')|([[\](),])|(!=|[<>]=?|=)|([A-Za-z][A-Za-z0-9_.:*-]*(?:\[[^\]]*\])?[\w.'-]*)|(\S))/y;

/**
 * The addresses that fit a STIX pattern that is made of comparisons (`=`, `IN`, `ISSUBSET`) joined by `OR`; null for any other:
 * `AND`, `NOT`, `FOLLOWEDBY`, and what qualifies an observation. Source: OASIS, STIX 2.1, section 9.
 */
export function readPattern(pattern: string): AddressPattern | null {
  const tokens = tokensOf(pattern);
  const values: string[] = [];
  let unsupported = 0;
  let at = 0;
  let depth = 0;

  const take = (wanted: string) => tokens[at] === wanted && ++at > 0;

  function either(one: () => boolean): boolean {
    if (++depth > deepest) return false;
    do if (!one()) return false;
    while (take("OR"));
    depth--;
    return true;
  }

  function observation(): boolean {
    if (take("(")) return either(observation) && take(")");
    return take("[") && either(comparison) && take("]");
  }

  function comparison(): boolean {
    if (take("(")) return either(comparison) && take(")");
    const path = tokens[at++];
    const operator = tokens[at++];
    const found = operator === "IN" ? set() : text();
    if (path === undefined || found === null || !/^[a-z][\w-]*:/i.test(path)) return false;
    if (!["=", "IN", "ISSUBSET"].includes(operator) || !addressPaths.has(path)) unsupported++;
    else values.push(...found);
    return operator !== "!=";
  }

  function text(): string[] | null {
    const value = tokens[at++];
    if (value === undefined || "[](),".includes(value)) return null;
    return [value.startsWith("'") ? value.slice(1, -1).replace(/\\(.)/g, "$1") : value];
  }

  function set(): string[] | null {
    if (!take("(")) return null;
    const all: string[] = [];
    do {
      const value = text();
      if (value === null) return null;
      all.push(...value);
    } while (take(","));
    return take(")") ? all : null;
  }

  return either(observation) && at === tokens.length && values.length > 0 ? {values, unsupported} : null;
}

function tokensOf(pattern: string): string[] {
  const tokens: string[] = [];
  token.lastIndex = 0;
  for (let match = token.exec(pattern); match; match = token.exec(pattern)) tokens.push(match[0].trim());
  return tokens;
}
