import { execFile } from 'node:child_process'
import type { KeptFile } from '../evidence/workshop.ts'
import { confined } from './confine.ts'
import { withLoan } from './loan.ts'
import { Spoil } from './spoil.ts'

/** One picture that stands for a recording, made by ffmpeg where it is installed. */
export interface Still {
  tool: string
  mime: 'image/jpeg' | 'image/png'
  bytes: Uint8Array
}

/** Readers by type: a file is never read as a playlist or whatever else it claims inside. */
const readers: [RegExp, string][] = [
  [/^(video|audio)\/(mp4|quicktime|3gpp2?|x-m4[av]|m4a)$/, 'mov'],
  [/^(video|audio)\/(webm|matroska|x-matroska)$/, 'matroska'],
  [/^(video|audio|application)\/ogg$|^audio\/opus$/, 'ogg'],
  [/^audio\/mpeg$/, 'mp3'],
  [/^audio\/amr$/, 'amr'],
  [/^audio\/(aac|x-aac)$/, 'aac'],
  [/^audio\/(wav|vnd\.wave|x-wav)$/, 'wav'],
  [/^audio\/(x-)?flac$/, 'flac'],
  [/^video\/(vnd\.avi|x-msvideo)$/, 'avi'],
]
/** Made small first: those that it chooses from are all in memory. */
const small = 'scale=w=min(1600\\,iw):h=-2,thumbnail=24'
const frame = ['-map', '0:v:0', '-vf', small, '-c:v', 'mjpeg']
const wave = ['-filter_complex', 'showwavespic=s=800x160:colors=gray', '-c:v', 'png']
const bytesMost = 20_000_000
/** In megabytes: the largest films of phones are drawn in half of it. */
const memoryMost = 2000

/** A frame of a video, or the shape of the sound of a recording without pictures. */
export async function drawStill(file: KeptFile, seconds = 60): Promise<Still> {
  const reader = readers.find(([pattern]) => pattern.test(file.mime))?.[1]
  if (!reader) throw new Spoil('unsupported')
  if (file.size === 0) throw new Spoil('unreadable')
  const tool = await versionOf()
  const film = !file.mime.startsWith('audio/')
  const bytes = await withLoan(file, (address) =>
    run([...inputOf(reader, address), ...(film ? frame : wave), ...output], seconds),
  )
  if (bytes.length === 0) throw new Spoil('unreadable')
  return { tool, bytes, mime: film ? 'image/jpeg' : 'image/png' }
}

function inputOf(reader: string, address: string): string[] {
  const limits = ['-nostdin', '-loglevel', 'quiet', '-filter_threads', '1', '-threads', '1']
  return [...limits, '-protocol_whitelist', 'http,tcp', '-f', reader, '-i', address]
}

const output = ['-frames:v', '1', '-an', '-sn', '-dn', '-f', 'image2pipe', 'pipe:1']

async function versionOf(): Promise<string> {
  const said = await run(['-version'], 20)
  return /^ffmpeg version \S+/.exec(said.toString('utf8'))?.[0] ?? 'ffmpeg'
}

/** Runs ffmpeg with nothing of our environment but where to look for it. */
function run(given: string[], seconds: number): Promise<Buffer> {
  const options = {
    encoding: 'buffer',
    timeout: seconds * 1000,
    killSignal: 'SIGKILL',
    maxBuffer: bytesMost,
    env: { PATH: process.env['PATH'] },
  } as const
  return new Promise((resolve, reject) => {
    execFile(...confined('ffmpeg', given, memoryMost), options, (error, stdout) => {
      if (!error) return resolve(stdout)
      if (error.code === 127 || error.code === 'ENOENT') return reject(new Spoil('no-tool'))
      reject(new Spoil(error.killed ? 'timed-out' : 'unreadable'))
    })
  })
}
