import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { type PictureAnswer, type PictureOrder, pictureSeconds } from './picture-rules.ts'

/** Draws pictures one after another in a process of its own, which ends when it has nothing to do. */
export interface Pictures {
  draw(order: PictureOrder): Promise<PictureAnswer>
  close(): Promise<void>
}

const idleMilliseconds = 30_000

export function createPictures(seconds = pictureSeconds): Pictures {
  let child: ChildProcess | undefined
  let last: Promise<unknown> = Promise.resolve()
  let idle: NodeJS.Timeout | undefined
  const end = () => {
    clearTimeout(idle)
    child?.kill('SIGKILL')
    child = undefined
  }
  const drawOne = async (order: PictureOrder): Promise<PictureAnswer> => {
    clearTimeout(idle)
    child ??= start()
    const answer = await answerOf(child, order, seconds * 1000)
    if (answer === 'broke-tool' || answer === 'timed-out') {
      end()
      return { spoilt: answer }
    }
    idle = setTimeout(end, idleMilliseconds).unref()
    return answer
  }
  const draw = (order: PictureOrder) => {
    const drawing = last.then(() => drawOne(order))
    last = drawing.catch(() => undefined)
    return drawing
  }
  const close = async () => {
    await last
    end()
  }
  return { draw, close }
}

/** Bundled it lies beside the commands; from the sources Node runs it as it is. */
function start(): ChildProcess {
  const bundled = !import.meta.url.endsWith('.ts')
  const file = new URL(bundled ? './picture-process.js' : './picture-process.ts', import.meta.url)
  const child = fork(fileURLToPath(file), {
    serialization: 'advanced',
    // Nothing of our environment: no keys, no addresses.
    env: {},
    execArgv: ['--max-old-space-size=256'],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
  child.unref()
  child.channel?.unref()
  return child
}

/** Waits for the answer, the end of the process or the clock, whichever comes first. */
async function answerOf(
  child: ChildProcess,
  order: PictureOrder,
  milliseconds: number,
): Promise<PictureAnswer | 'broke-tool' | 'timed-out'> {
  const done = new AbortController()
  const { signal } = done
  const timer = new Promise<'timed-out'>((resolve) => {
    const timeout = setTimeout(() => resolve('timed-out'), milliseconds)
    signal.addEventListener('abort', () => clearTimeout(timeout))
  })
  try {
    const answer = once(child, 'message', { signal }).then(([given]) => given as PictureAnswer)
    const ended = once(child, 'exit', { signal }).then(() => 'broke-tool' as const)
    child.send(order, () => undefined)
    return await Promise.race([answer, ended, timer])
  } catch {
    return 'broke-tool'
  } finally {
    done.abort()
  }
}
