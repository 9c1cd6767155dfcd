import {base, en, Faker} from "@faker-js/faker";

/** What the rows of a log are drawn from. Same seed, same pools. */
export interface Pools {
  readonly servers: readonly string[]; // our own, in documentation networks
  readonly hosts: readonly string[]; // our own machines inside, in private networks
  readonly paths: readonly string[];
  readonly probes: readonly string[]; // what scanners ask for
  readonly agents: readonly string[];
  readonly referers: readonly string[];
}

const probes = [
  "/.env",
  "/wp-login.php",
  "/admin/",
  "/phpmyadmin/index.php",
  "/.git/config",
  "/cgi-bin/test",
  "/server-status",
  "/api/v1/users?id=1%27"
];

/** Makes the pools with Faker. */
export function makePools(seed: number): Pools {
  const faker = new Faker({locale: [en, base], seed});
  const many = (count: number, make: (i: number) => string) => Array.from({length: count}, (_, i) => make(i));
  const slug = () => faker.helpers.slugify(faker.commerce.productName()).toLowerCase();
  const extension = () => faker.helpers.arrayElement([".html", "", "/", ".css", ".js", ".png", ".json"]);
  return {
    servers: [
      ...many(18, (i) => `203.0.113.${10 + i}`),
      ...many(5, (i) => `198.51.100.${20 + i}`),
      ...many(3, (i) => `2001:db8:a::${i + 1}`)
    ],
    hosts: [
      ...many(
        20,
        () =>
          `10.${faker.number.int({min: 1, max: 9})}.${faker.number.int({max: 255})}.${faker.number.int({min: 2, max: 250})}`
      ),
      ...many(20, () => `192.168.${faker.number.int({max: 20})}.${faker.number.int({min: 2, max: 250})}`)
    ],
    paths: many(400, (i) =>
      i === 0
        ? "/"
        : `/${faker.helpers.arrayElement(["shop", "docs", "blog", "static", "api"])}/${slug()}${extension()}`
    ),
    probes,
    agents: many(120, () => faker.internet.userAgent()),
    referers: ["-", "-", "-", ...many(20, () => `https://${faker.internet.domainWord()}.example/${slug()}`)]
  };
}
