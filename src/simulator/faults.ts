/** What can go wrong between a provider and us. Each is on until it is turned off. */
export interface Faults {
  /** Every request to us comes twice, at the same moment. */
  repeat: boolean
  /** Every request to us waits. */
  delay: boolean
  /** A request is overtaken by the one after it, where the provider promises no order. */
  reorder: boolean
  /**
   * Every first try is lost: Twilio cannot connect, Telegram does not get our answer, and both refuse
   * the first call that we make for a message.
   */
  fail: boolean
}

export function noFaults(): Faults {
  return { repeat: false, delay: false, reorder: false, fail: false }
}

/** Waits so many milliseconds. Tests give one that does not. */
export type Wait = (milliseconds: number) => Promise<void>

export const realWait: Wait = (milliseconds) =>
  new Promise((resolve) => setTimeout(resolve, milliseconds))

/** The way from a provider to us. */
export interface Road {
  /** Sends something once or twice, now or later, as the faults say; resolves when all arrived. */
  carry<T>(send: () => Promise<T>): Promise<T>
}

const delayFor = 3_000
const holdFor = 1_500

/** A road whose faults may change at any time. */
export function createRoad(faults: Faults, wait: Wait): Road {
  let release: (() => void) | undefined

  async function letOneOvertake(): Promise<void> {
    await new Promise<void>((resolve) => {
      release = resolve
      void wait(holdFor).then(resolve)
    })
  }

  async function carry<T>(send: () => Promise<T>): Promise<T> {
    if (faults.delay) await wait(delayFor)
    const held = release
    release = undefined
    if (faults.reorder && !held) await letOneOvertake()
    try {
      const [arrived] = await Promise.all(faults.repeat ? [send(), send()] : [send()])
      return arrived
    } finally {
      held?.()
    }
  }

  return { carry }
}
