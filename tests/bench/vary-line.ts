import type {Random} from "../../loaders/generate/random.js";

const clock = /\b(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\b/g;
const words = [
  "about",
  "basket",
  "blog",
  "feed",
  "images",
  "login",
  "news",
  "search",
  "shop",
  "static",
  "users",
  "wiki"
];

/**
 * A line as another client might have made it: other addresses of the same networks, times, ports, sizes and paths. Lines that are
 * all the same are packed and compared as no log is, which flatters whoever reads them as text.
 */
export function varyLine(line: string, random: Random): string {
  const [shift, hour, day] = [random.below(86_400), random.below(24), 1 + random.below(28)];
  const alone = (line.match(clock) ?? []).length === 1; // otherwise the times belong together
  const digits = (count: number) => String(random.below(10 ** count)).padStart(count, "0");
  return line
    .replace(clock, (time) =>
      [two(hour), alone ? two(random.below(60)) : time.slice(3, 5), alone ? two(random.below(60)) : time.slice(6)].join(
        ":"
      )
    )
    .replace(/\b(20\d\d-\d\d-|[^\d]\/)(?:[01]\d|2\d)(?=[T ]|\/[A-Z])/g, (_, before: string) => before + two(day))
    .replace(
      /\b(\d{1,3}\.\d{1,3})\.\d{1,3}\.\d{1,3}\b(?!\.)/g,
      (_, net: string) => `${net}.${random.below(256)}.${random.below(256)}`
    )
    .replace(/\b1[5-9]\d{8}(?:\d{3})?\b/g, (epoch) => String(Number(epoch) + (epoch.length > 10 ? 1000 : 1) * shift))
    .replace(
      /(?<![\w.:+-])(?!1[5-9]\d{8}|20[0-9]{2}|65)\d{4,9}(?![\w:.-])/g,
      (number) => number.slice(0, -2) + digits(2)
    )
    .replace(
      /(?<=[ "]|:\d+|\.(?:com|net|org))\/(?=[\w. ?%"-])/g,
      () => `/${words[random.below(words.length)]}/${random.below(5000)}/`
    );
}

function two(number: number): string {
  return String(number).padStart(2, "0");
}
