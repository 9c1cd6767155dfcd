/**
 * Autonomous systems that carry other people's traffic and little else: where they send a server most of its requests, the places are
 * those of their machines, not of the people behind. Clouds that also rent out machines (Amazon, Google, Microsoft) are left
 * out, since their addresses may well be the clients. Source: the operators' own records in the registries of the RIRs.
 */
export const cdnSystems: ReadonlyMap<number, string> = new Map([
  [13335, "Cloudflare"],
  [209242, "Cloudflare"],
  [132892, "Cloudflare"],
  [54113, "Fastly"],
  [16625, "Akamai"],
  [20940, "Akamai"],
  [32787, "Akamai"],
  [19551, "Imperva"],
  [30148, "Sucuri"],
  [60068, "CDN77"],
  [200325, "bunny.net"],
  [199524, "Gcore"]
]);
