import { readConfig } from '../../src/config.ts'
import { type Node, openNode } from '../../src/node.ts'
import { newRingKey } from '../../src/seal/keys.ts'
import { dataFolder } from './commands.ts'
import { createDatabase, type TestDatabase } from './database.ts'

export const twilioSid = 'ACtest0000000000000000000000000000'
export const twilioToken = 'twilio-token-of-the-tests'
export const twilioNumber = '+15555550100'
export const telegramToken = '100200300:tests-have-their-own-bot-token-here'
export const telegramSecret = 'telegram-secret-of-the-tests'

export interface TestNode extends Node {
  database: TestDatabase
}

/** Everything as in production, on a database of its own; provider addresses may be overridden. */
export async function openTestNode(
  env: Record<string, string> = {},
  database?: TestDatabase,
): Promise<TestNode> {
  const own = database ?? (await createDatabase())
  const data = await dataFolder()
  const config = readConfig({
    DATABASE_URL: own.url,
    DATA_DIR: data.path,
    PUBLIC_URL: 'https://tips.example.org',
    TIPTHREAD_KEYS: newRingKey('test'),
    TWILIO_ACCOUNT_SID: twilioSid,
    TWILIO_AUTH_TOKEN: twilioToken,
    TWILIO_FROM: twilioNumber,
    TELEGRAM_BOT_TOKEN: telegramToken,
    TELEGRAM_WEBHOOK_SECRET: telegramSecret,
    LOG_LEVEL: 'silent',
    ...env,
  })
  const node = await openNode(config)
  const close = async () => {
    await node.close()
    await data.remove()
    if (!database) await own.drop()
  }
  return { ...node, close, database: own }
}
