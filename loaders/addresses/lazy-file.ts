import {closeSync, fstatSync, openSync, readSync} from "node:fs";

const bits = 16; // of a place in a block
const block = 2 ** bits; // bytes

/** A file of which only what is needed is read, in blocks, each once. */
export interface LazyFile {
  readonly bytes: Buffer; // of the whole file; those that were not needed yet are any
  /** Reads the bytes from one place to before another. */
  need(from: number, to: number): void;
  close(): void;
}

/** Opens a file. Throws what Node throws where that, or reading it, fails. */
export function openLazily(path: string): LazyFile {
  const file = openSync(path, "r");
  const {size} = fstatSync(file);
  const bytes = Buffer.allocUnsafeSlow(size); // takes no memory before it is written
  const isRead = new Uint8Array(Math.ceil(size / block));

  function read(number: number): void {
    let at = number * block;
    const end = Math.min(size, at + block);
    while (at < end) {
      const count = readSync(file, bytes, at, end - at, at);
      if (count === 0) throw new Error("it has become shorter");
      at += count;
    }
    isRead[number] = 1;
  }

  return {
    bytes,
    need(from, to) {
      const last = (Math.min(to, size) - 1) >>> bits;
      for (let number = from >>> bits; number <= last; number++) if (isRead[number] === 0) read(number);
    },
    close: () => closeSync(file)
  };
}
