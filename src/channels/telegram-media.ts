import { GrammyError } from 'grammy/web'
import type { TelegramConfig } from '../config.ts'
import type { CopyGrade } from '../db/schema.ts'
import type { Fetched, FileToFetch } from './channel.ts'
import { download, type DownloadRules, failed } from './download.ts'
import { telegramApi } from './telegram-api.ts'

type Failed = Extract<Fetched, { status: 'failed' }>

/**
 * Fetches a file by its id: https://core.telegram.org/bots/api#getfile. The link holds the bot's token and
 * works for an hour, so it is asked for anew each time and written down nowhere.
 */
export async function fetchFromTelegram(
  telegram: TelegramConfig | undefined,
  { kind, source, most }: FileToFetch,
): Promise<Fetched> {
  if (!telegram) return failed('not-configured', 'long')
  if (!('file_id' in source)) return failed('not-ours', 'none')
  const path = await findPath(telegram, source.file_id)
  if (typeof path !== 'string') return path
  const address = addressOf(telegram, path)
  const got = address
    ? await download(address, rulesOf(telegram, most))
    : failed('not-ours', 'none')
  return got.status === 'failed' ? got : { ...got, copy_grade: gradeOf(kind, source.untouched) }
}

/** Photos and videos are made smaller unless they are sent "as a file"; music is left as it is. */
function gradeOf(kind: FileToFetch['kind'], untouched: boolean | undefined): CopyGrade {
  if (untouched) return 'original_file'
  return kind === 'photo' || kind === 'video' ? 'platform_recompressed' : 'unknown'
}

async function findPath(telegram: TelegramConfig, file_id: string): Promise<string | Failed> {
  try {
    const { file_path } = await telegramApi(telegram).getFile(file_id)
    return file_path ?? failed('gone', 'short')
  } catch (error) {
    return readFault(error)
  }
}

/** `wrong file_id or the file is temporarily unavailable` is one answer for both. */
function readFault(error: unknown): Failed {
  if (!(error instanceof GrammyError)) return failed('unreachable', 'long')
  if (/too big/i.test(error.description)) return failed('too-large-for-telegram', 'none')
  if (error.error_code === 400) return failed('gone', 'short')
  const ours = error.error_code === 401 || error.error_code === 403 || error.error_code === 404
  return failed(ours ? 'refused' : 'unreachable', 'long')
}

/**
 * A local Bot API server started with `--local` gives the file's place on its own disk, which it does
 * not serve itself: whoever runs one serves that folder under the same address.
 * https://core.telegram.org/bots/api#using-a-local-bot-api-server
 */
function addressOf({ api_url, token }: TelegramConfig, path: string): string | undefined {
  const within = path.startsWith('/') ? path.split(`/${token}/`).at(-1) : path
  const steps = (within ?? '').split('/').filter(Boolean)
  if (steps.length === 0 || steps.includes('..')) return undefined
  return `${api_url}/file/bot${token}/${steps.map(encodeURIComponent).join('/')}`
}

/** Files lie where the interface is, without redirects elsewhere. */
function rulesOf({ api_url }: TelegramConfig, most: number): DownloadRules {
  const home = new URL(api_url).origin
  return { most, allows: (url) => url.origin === home, headers: () => ({}) }
}
