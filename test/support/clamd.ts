import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { access, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir, userInfo } from 'node:os'
import { delimiter, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { dialer } from '../../src/dial.ts'

/** A real clamd with a signature of its own: nothing is downloaded. */
export interface Clamd {
  url: string
  stop(): Promise<void>
}

/** The test file that every scanner finds; https://www.eicar.org. In two, so that no scanner finds this. */
export const eicar = [
  'X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR',
  '-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*',
].join('')

/** Where clamd is installed, if it is. */
export async function findClamd(): Promise<string | undefined> {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin']
  for (const folder of folders) {
    const path = join(folder, 'clamd')
    if (
      await access(path).then(
        () => true,
        () => false,
      )
    )
      return path
  }
  return undefined
}

/** Starts it on a socket in a folder of its own. `StreamMaxLength` is in bytes. */
export async function startClamd(program: string, most = 25_000_000): Promise<Clamd> {
  const folder = await mkdtemp(join(tmpdir(), 'tipthread-clamd-'))
  const socket = join(folder, 'clamd.sock')
  const signature = `EICAR-by-the-tests:0:*:${Buffer.from(eicar).toString('hex')}\n`
  await writeFile(join(folder, 'tests.ndb'), signature)
  await writeFile(join(folder, 'clamd.conf'), settings(folder, socket, most))
  const child = spawn(program, ['--config-file', join(folder, 'clamd.conf')], { stdio: 'ignore' })
  await answering(child, socket)
  const stop = async () => {
    const closed = once(child, 'close')
    child.kill('SIGTERM')
    await closed
    await rm(folder, { recursive: true, force: true })
  }
  return { url: `unix:${socket}`, stop }
}

function settings(folder: string, socket: string, most: number): string {
  return `DatabaseDirectory ${folder}
LocalSocket ${socket}
PidFile ${join(folder, 'clamd.pid')}
TemporaryDirectory ${folder}
User ${userInfo().username}
Foreground yes
StreamMaxLength ${most}
`
}

async function answering(child: ChildProcess, socket: string): Promise<void> {
  for (let n = 0; n < 200; n++) {
    if (child.exitCode !== null) throw new Error('clamd ended at once')
    const connection = await dialer(`unix:${socket}`)().catch(() => undefined)
    if (connection) return connection.close()
    await sleep(100)
  }
  throw new Error('clamd does not answer')
}
