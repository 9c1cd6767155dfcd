import {readFileSync} from "node:fs";
import {describe, expect, it} from "vitest";

type Rgb = [red: number, green: number, blue: number]; // linear light, 0 to 1

const css = readFileSync(new URL("../../../src/style.css", import.meta.url), "utf8");
const [, light, dark] = css.split(/^ *:root \{$/m).map((part) => tokens(part.slice(0, part.indexOf("}"))));
const themes = [
  {name: "light", of: (token: string) => light.get(token)!},
  {name: "dark", of: (token: string) => dark.get(token)!}
];

/** Machado, Oliveira and Fernandes 2009, full severity, on linear light. */
const visions: [name: string, matrix: number[]][] = [
  ["full colour vision", [1, 0, 0, 0, 1, 0, 0, 0, 1]],
  ["protanopia", [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998]],
  ["deuteranopia", [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881]],
  ["tritanopia", [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039]]
];

describe.each(themes)("the colours of the $name theme", ({of}) => {
  const categories = [1, 2, 3, 4, 5, 6].map((i) => of(`category-${i}`));
  it.each(visions)("keep six categories at least 20 apart under %s", (_, matrix) => {
    const labs = categories.map((color) => lab(see(linear(color), matrix)));
    const distances = labs.flatMap((a, i) => labs.slice(i + 1).map((b) => Math.hypot(...a.map((x, k) => x - b[k]))));
    expect(distances).toHaveLength(15);
    expect(Math.min(...distances)).toBeGreaterThanOrEqual(20);
  });
  it.each(["page", "card"])("keep text at 4.5:1 and marks at 3:1 on the %s", (surface) => {
    const low = (names: string[], least: number) => names.filter((name) => contrast(of(name), of(surface)) < least);
    expect(low(["text", "muted", "accent", "caution"], 4.5)).toEqual([]);
    expect(
      low(
        ["bar", "other", "circle", "category-1", "category-2", "category-3", "category-4", "category-5", "category-6"],
        3
      )
    ).toEqual([]);
  });
  it("run from low to high in even steps of lightness", () => {
    const lightness = [1, 2, 3, 4, 5, 6].map((i) => lab(linear(of(`ramp-${i}`)))[0]);
    const steps = lightness.slice(1).map((value, i) => Math.abs(value - lightness[i]));
    expect(Math.min(...steps)).toBeGreaterThan(8);
    expect(new Set(lightness.slice(1).map((value, i) => Math.sign(value - lightness[i]))).size).toBe(1);
  });
});

function tokens(text: string): Map<string, string> {
  return new Map([...text.matchAll(/--atlas-([a-z0-9-]+): (#[0-9a-f]{6});/g)].map(([, name, color]) => [name, color]));
}

function linear(color: string): Rgb {
  return [1, 3, 5].map((at) => {
    const value = parseInt(color.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  }) as Rgb;
}

function see([r, g, b]: Rgb, m: number[]): Rgb {
  const row = (i: number) => Math.min(1, Math.max(0, m[i] * r + m[i + 1] * g + m[i + 2] * b));
  return [row(0), row(3), row(6)];
}

function luminance([r, g, b]: Rgb): number {
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [x, y] = [luminance(linear(a)), luminance(linear(b))].sort((p, q) => q - p);
  return (x + 0.05) / (y + 0.05);
}

function lab([r, g, b]: Rgb): [number, number, number] {
  const x = (0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047;
  const y = 0.2126729 * r + 0.7151522 * g + 0.072175 * b;
  const z = (0.0193339 * r + 0.119192 * g + 0.9503041 * b) / 1.08883;
  const [fx, fy, fz] = [x, y, z].map((t) => (t > 216 / 24389 ? Math.cbrt(t) : ((24389 / 27) * t + 16) / 116));
  return [116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)];
}
