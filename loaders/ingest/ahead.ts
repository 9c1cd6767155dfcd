/** Works one item ahead of its reader. */
export async function* ahead<T>(items: AsyncGenerator<T>): AsyncGenerator<T> {
  let next = items.next();
  try {
    for (;;) {
      const {value, done} = await next;
      if (done) return;
      next = items.next();
      next.catch(() => {}); // thrown where it is awaited; until then it must not end the process
      yield value as T;
    }
  } finally {
    await next.catch(() => {});
    await items.return(undefined);
  }
}
