import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** A tool in a process of its own that takes one order after another and ends when it has nothing to do. */
export interface ToolProcess<Order, Answer extends object> {
  ask(order: Order): Promise<Answer | Trouble>
  close(): Promise<void>
}

/** It took too long, or the process ended over it. The next order gets another process. */
export interface Trouble {
  spoilt: 'broke-tool' | 'timed-out'
}

/** What runs, and how long one order may take. */
export interface Tool {
  /** The name of its file, without the ending. */
  file: 'picture-process' | 'press-process'
  seconds: number
  /** Of the memory for what the tool itself is written in. */
  megabytes: number
}

const idleMilliseconds = 30_000

export function createToolProcess<Order, Answer extends object>(
  tool: Tool,
): ToolProcess<Order, Answer> {
  let child: ChildProcess | undefined
  let last: Promise<unknown> = Promise.resolve()
  let idle: NodeJS.Timeout | undefined
  const end = () => {
    clearTimeout(idle)
    child?.kill('SIGKILL')
    child = undefined
  }
  /** One that ends while it has nothing to do, as the system may end it, gets no other order. */
  const begin = () => {
    const begun = start(tool)
    begun.once('exit', () => (child = child === begun ? undefined : child))
    return begun
  }
  const askOne = async (order: Order): Promise<Answer | Trouble> => {
    clearTimeout(idle)
    child ??= begin()
    const answer = await answerOf<Answer>(child, order, tool.seconds * 1000)
    if (typeof answer === 'string') {
      end()
      return { spoilt: answer }
    }
    idle = setTimeout(end, idleMilliseconds).unref()
    return answer
  }
  const ask = (order: Order) => {
    const asking = last.then(() => askOne(order))
    last = asking.catch(() => undefined)
    return asking
  }
  const close = async () => {
    await last
    end()
  }
  return { ask, close }
}

/** Bundled it lies beside the commands; from the sources Node runs it as it is. */
function start({ file, megabytes }: Tool): ChildProcess {
  const ending = import.meta.url.endsWith('.ts') ? 'ts' : 'js'
  const child = fork(fileURLToPath(new URL(`./${file}.${ending}`, import.meta.url)), {
    serialization: 'advanced',
    // Nothing of our environment: no keys, no addresses.
    env: {},
    execArgv: [`--max-old-space-size=${megabytes}`],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
  child.unref()
  child.channel?.unref()
  return child
}

/** Waits for the answer, the end of the process or the clock, whichever comes first. */
async function answerOf<Answer extends object>(
  child: ChildProcess,
  order: unknown,
  milliseconds: number,
): Promise<Answer | Trouble['spoilt']> {
  const done = new AbortController()
  const { signal } = done
  const timer = new Promise<'timed-out'>((resolve) => {
    const timeout = setTimeout(() => resolve('timed-out'), milliseconds)
    signal.addEventListener('abort', () => clearTimeout(timeout))
  })
  try {
    const answer = once(child, 'message', { signal }).then(([given]) => given as Answer)
    const ended = once(child, 'exit', { signal }).then(() => 'broke-tool' as const)
    child.send(order as never, () => undefined)
    return await Promise.race([answer, ended, timer])
  } catch {
    return 'broke-tool'
  } finally {
    done.abort()
  }
}
