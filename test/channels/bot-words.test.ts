import { afterEach, expect, test } from 'vitest'
import { botCommands, type BotWords, connectBot } from '../../src/channels/telegram-setup.ts'
import { listen, type Listening } from '../support/listen.ts'
import { settings } from './settings.ts'

let provider: Listening | undefined
afterEach(() => provider?.close())

test('words that are too long for a bot are cut between letters, not within one', async () => {
  const told: Record<string, string> = {}
  provider = await listen(async (request) => {
    Object.assign(told, await request.json())
    return Response.json({ ok: true, result: true })
  })
  const { telegram } = settings({ TELEGRAM_API_URL: provider.url })
  const commands = Object.fromEntries(botCommands.map((name) => [name, name]))
  const words: BotWords = {
    language_code: '',
    commands: commands as BotWords['commands'],
    description: 'x'.repeat(510) + '🌵🌵',
    short_description: '🌵'.repeat(100),
  }
  await connectBot(telegram!, 'https://tips.example.org', [words])
  expect(told['description']).toBe(`${'x'.repeat(510)}…`)
  expect(told['short_description']).toBe(`${'🌵'.repeat(59)}…`)
})
