/** A database that answers came from, and the credit that its licence asks for. */
export interface AddressSource {
  readonly name: string;
  readonly date: number | null; // when it was built, milliseconds since 1970
  readonly attribution: string; // empty if none is known to be asked for
  readonly url: string | null; // where the attribution links to
}

export interface AddressSources {
  readonly location: AddressSource | null; // null if there is no location database
  readonly asn: AddressSource | null; // null if there is no database of autonomous systems
}

const dbip = {attribution: "IP Geolocation by DB-IP", url: "https://db-ip.com"};
const credits: readonly (readonly [RegExp, {readonly attribution: string; readonly url: string}])[] = [
  [
    /geolite/i,
    {
      attribution: "This product includes GeoLite2 Data created by MaxMind, available from https://www.maxmind.com",
      url: "https://www.maxmind.com"
    }
  ],
  [/db-?ip/i, dbip]
];

/** Credits a database that the user named by what it says it is; the licence of an unknown one is the user's to meet. */
export function creditOf(type: string, date: number | null): AddressSource {
  const credit = credits.find(([pattern]) => pattern.test(type))?.[1];
  return {name: type, date, attribution: credit?.attribution ?? "", url: credit?.url ?? null};
}

/** The location database that comes with the project, as an optional package. */
export function dbipCity(date: number): AddressSource {
  return {name: "DB-IP City Lite", date, ...dbip};
}

/** The table of autonomous systems that comes with the project, as an optional package. */
export function ipLocationAsn(date: number | null): AddressSource {
  return {
    name: "ip-location-db ASN",
    date,
    attribution:
      "IP Geolocation by DB-IP, with data of RouteViews (routeviews.org) and the NRO (nro.net), each CC BY 4.0",
    url: "https://db-ip.com"
  };
}
