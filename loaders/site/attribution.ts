/** A credit that a licence asks for, as HTML: what the data is of, and a link to whoever made it. */
interface Credit {
  readonly before: string;
  readonly link: string;
  readonly text: string;
  readonly after: string;
}

const credits: readonly Credit[] = [
  {
    before: "",
    link: "https://db-ip.com",
    text: "IP Geolocation by DB-IP",
    after: ", CC BY 4.0, modified (flattened and rounded)."
  },
  {
    before: "Networks: DB-IP with data of ",
    link: "https://www.routeviews.org",
    text: "RouteViews",
    after: ", CC BY 4.0,"
  },
  {before: "and ", link: "https://www.nro.net", text: "NRO", after: ", CC BY 4.0."},
  {
    before: "Borders: ",
    link: "https://www.naturalearthdata.com",
    text: "Natural Earth",
    after: " (public domain)"
  },
  {
    before: "as changed by ",
    link: "https://github.com/visionscarto/world-atlas",
    text: "Visionscarto",
    after: "; they take no position on the status of any territory."
  }
];

/** The footer of every page, HTML: the credits for the data that is shipped, whatever page an author adds. */
export function attribution(): string {
  return credits
    .map(({before, link, text, after}) => `${before}<a href="${link}" rel="noreferrer">${text}</a>${after}`)
    .join(" ");
}
