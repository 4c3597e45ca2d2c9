import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { DefaultExiftoolArgs, ExifTool, exiftoolPath } from 'exiftool-vendored'
import type { KeptFile, SpoiltCode, Tags } from '../evidence/workshop.ts'
import { confined } from './confine.ts'
import { withScratch } from './scratch.ts'
import { Spoil } from './spoil.ts'

/** Reads what files say of themselves, with exiftool, in one process of its own. */
export interface TagReader {
  read(file: KeptFile): Promise<Tags>
  close(): Promise<void>
}

const readable = /^(image|video|audio)\/|^application\/(pdf|ogg|mp4)$/
/** About our scratch file, or what the tool works out by itself and anybody can again. */
const ours = /^(SourceFile|System:|ExifTool:|MWG:|errors$|warnings$|invalidUtf8Bytes$)/
const readArgs = ['-G1', '-a', '-struct', '-n', '-api', 'LargeFileSupport=1']
const [tagsMost, textMost] = [1500, 2000]
/** What it unpacks and what it says, in megabytes and bytes: more than any camera writes into a file. */
const [memoryMost, saidMost] = [500, 10_000_000]

/** `perl` is how Perl is called, in which exiftool is written. */
export function createTagReader(perl = 'perl'): TagReader {
  const exiftool = new ExifTool({
    maxProcs: 1,
    taskTimeoutMillis: 30_000,
    taskRetries: 0,
    spawnTimeoutMillis: 20_000,
    processFactory: () => start(perl),
  })
  const read = async (file: KeptFile) => {
    if (!readable.test(file.mime)) throw new Spoil('unsupported')
    if (file.size === 0) throw new Spoil('unreadable')
    await requirePerl(perl)
    const version = await exiftool.version().catch(() => Promise.reject(new Spoil('no-tool')))
    const raw = await withScratch(file, (path) => rawTags(exiftool, path))
    return { tool: `exiftool ${version}`, tags: cut(raw) }
  }
  return { read, close: () => exiftool.end() }
}

/** Starts it with nothing of our environment but where to look for it, and ends it when it says too much. */
async function start(perl: string): Promise<ChildProcess> {
  const given = [await exiftoolPath(), ...DefaultExiftoolArgs]
  const env = { PATH: process.env['PATH'], LANG: 'C' }
  const child = spawn(...confined(perl, given, memoryMost), { stdio: 'pipe', env })
  let said = 0
  child.stdout.on('data', (piece: Buffer) => {
    said = piece.includes('{ready') ? 0 : said + piece.length
    if (said > saidMost) child.kill('SIGKILL')
  })
  return child
}

/** Asked each time, at little cost: exiftool started without it takes the whole server down. */
function requirePerl(perl: string): Promise<void> {
  return new Promise((resolve, reject) => {
    execFile(perl, ['-e', '1'], { timeout: 20_000 }, (error) =>
      error ? reject(new Spoil('no-tool')) : resolve(),
    )
  })
}

async function rawTags(exiftool: ExifTool, path: string): Promise<Record<string, unknown>> {
  try {
    return { ...(await exiftool.readRaw(path, { readArgs })) }
  } catch (error) {
    throw new Spoil(codeOf(String(error)))
  }
}

function codeOf(error: string): SpoiltCode {
  if (/timeout|timed out/i.test(error)) return 'timed-out'
  return /process terminated|out of memory/i.test(error) ? 'broke-tool' : 'unreadable'
}

function cut(raw: Record<string, unknown>): Record<string, unknown> {
  const own = Object.entries(raw).filter(([name]) => !ours.test(name))
  return Object.fromEntries(own.slice(0, tagsMost).map(([name, value]) => [name, cutValue(value)]))
}

/** Long values are pictures and tables in disguise; the file itself has them whole. */
function cutValue(value: unknown): unknown {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
  if (text.length <= textMost) return value
  return `${[...text.slice(0, textMost)].slice(0, -1).join('')}… (${text.length} characters)`
}
