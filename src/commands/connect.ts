import { Command } from 'commander'
import { z } from 'zod'
import { botCommands, type BotWords, connectBot, webhookOf } from '../channels/telegram-setup.ts'
import { connectSender, readSenders } from '../channels/twilio-setup.ts'
import type { Deps } from '../deps.ts'
import { Failure } from '../errors.ts'
import { languages } from '../i18n/languages.ts'
import { say } from '../i18n/say.ts'
import type { Line } from '../lines/line.ts'
import { perform, type Task } from './task.ts'

const Input = z.object({ json: z.boolean().optional() })
type Input = z.infer<typeof Input>

/** Sets at Twilio what every number and Messaging Service of ours calls. */
export const connectTwilio: Task<Input> = {
  name: 'connect twilio',
  input: Input,
  async run({ deps }, { json }) {
    const { twilio, public_url } = deps.config
    if (!twilio) throw new Failure('bad-config', 'TWILIO_ACCOUNT_SID must be set')
    const senders = await readSenders(twilio, public_url)
    for (const sender of senders) await connectSender(twilio, sender)
    const connected = senders.map(({ from, due }) => ({ from, set: due }))
    if (json) return JSON.stringify({ connected })
    return connected
      .map(({ from, set }) => [from, ...Object.entries(set).map(rowOf)].join('\n'))
      .join('\n')
  },
}

/** Sets the bot's webhook, secret, commands and descriptions at Telegram. */
export const connectTelegram: Task<Input> = {
  name: 'connect telegram',
  input: Input,
  async run({ deps }, { json }) {
    const { telegram, public_url } = deps.config
    if (!telegram) throw new Failure('bad-config', 'TELEGRAM_BOT_TOKEN must be set')
    const line = lineOfBot(deps)
    const words = toldIn(line).map(({ code, language_code }) => wordsOf(line, code, language_code))
    await connectBot(telegram, public_url, words)
    const url = webhookOf(public_url)
    return json ? JSON.stringify({ url }) : `the bot sends its updates to ${url}`
  },
}

/** `tipthread connect` */
export function connectCommand(): Command {
  const connect = new Command('connect').description('tell the providers where to find this server')
  connect
    .command('twilio')
    .description('set what the numbers or the Messaging Service of TWILIO_FROM call')
    .option('--json', 'print what was set as JSON')
    .action((input: Input) => perform(connectTwilio, input))
  connect
    .command('telegram')
    .description("set the bot's webhook and secret, its commands and what people read first")
    .option('--json', 'print what was set as JSON')
    .action((input: Input) => perform(connectTelegram, input))
  return connect
}

function rowOf([name, value]: [string, string]): string {
  return `  ${name.padEnd(18)} ${value}`
}

function lineOfBot({ lines }: Deps): Line {
  const line = lines.find(({ addresses }) => addresses.includes('bot'))
  const any = line ?? lines.find(({ addresses }) => addresses.length === 0) ?? lines[0]
  if (!any) throw new Failure('bad-config', 'there is no line')
  return any
}

/** Telegram knows languages by two letters, so of those that share them the first speaks. */
function toldIn({ default_language }: Line): { code: string; language_code: string }[] {
  const short = languages.map(({ code }) => ({ code, language_code: code.slice(0, 2) }))
  const firsts = short.filter(
    ({ language_code }, index) =>
      short.findIndex((one) => one.language_code === language_code) === index,
  )
  return [{ code: default_language, language_code: '' }, ...firsts]
}

function wordsOf(line: Line, code: string, language_code: string): BotWords {
  const spoken = line.spoken.get(code)
  const names = { line: spoken?.line ?? line.name, agency: spoken?.agency ?? line.agency }
  const told = botCommands.map((command) => [command, say(code, `bot.${command}`)] as const)
  return {
    language_code,
    commands: Object.fromEntries(told) as BotWords['commands'],
    description: spoken?.notice ?? say(code, 'notice', names),
    short_description: `${names.line} · ${names.agency}`,
  }
}
