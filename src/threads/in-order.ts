/** Begins work of one key once the work before it has ended, however it ended. */
export type InOrder = <Result>(key: string, work: () => Promise<Result>) => Promise<Result>

/** Lets the work of each key go one after another, in the order it came; different keys know nothing of each other. */
export function createOrder(): InOrder {
  const last = new Map<string, Promise<unknown>>()
  return (key, work) => {
    const before = last.get(key)
    const own = before ? before.then(work, work) : work()
    const forget = () => {
      if (last.get(key) === own) last.delete(key)
    }
    last.set(key, own)
    own.then(forget, forget)
    return own
  }
}
