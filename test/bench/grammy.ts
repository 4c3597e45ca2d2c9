import {
  type Conversation,
  type ConversationData,
  type ConversationFlavor,
  type ConversationStorage,
  conversations,
  createConversation,
} from '@grammyjs/conversations'
import { PsqlAdapter } from '@grammyjs/storage-psql'
import { serve } from '@hono/node-server'
import { Bot, type Context, webhookCallback } from 'grammy'
import { Hono } from 'hono'
import pg from 'pg'

// The nearest library: grammY's conversations with its own Postgres storage, asking twelve questions.
type Talk = ConversationFlavor<Context>
const { PORT, DATABASE_URL, TELEGRAM_WEBHOOK_SECRET = '' } = process.env
const client = new pg.Pool({ connectionString: DATABASE_URL, max: 10 })
// The adapter is typed for a single client, and only ever calls `query`, which a pool has too.
const storage = await PsqlAdapter.create({
  tableName: 'talk',
  client: client as unknown as pg.Client,
})

async function interview(talk: Conversation<Talk, Context>, context: Context) {
  await context.reply('Welcome. Question 0?')
  for (let question = 1; question <= 12; question++) {
    const answer = await talk.waitFor('message:text')
    await answer.reply(`Question ${question}?`)
  }
}

// Conversations cannot reply in the webhook's answer, so each question is an API call: here one that
// costs no network at all, in the library's favour.
const sent = { message_id: 1, date: 0, chat: { id: 1, type: 'private' }, text: '' }
const answerAtOnce = async () => Response.json({ ok: true, result: sent })

const bot = new Bot<Talk>('100200300:bench', {
  client: { fetch: answerAtOnce },
  botInfo: {
    id: 100200300,
    is_bot: true,
    first_name: 'Bench',
    username: 'bench_bot',
  } as Bot['botInfo'],
})
bot.use(
  conversations<Talk, Context>({ storage: storage as ConversationStorage<Talk, ConversationData> }),
)
bot.use(createConversation(interview))
bot.on('message', (context) => context.conversation.enter('interview'))

const app = new Hono()
app.post(
  '/webhooks/telegram',
  webhookCallback(bot, 'hono', { secretToken: TELEGRAM_WEBHOOK_SECRET }),
)
serve({ fetch: app.fetch, port: Number(PORT), hostname: '127.0.0.1' })
