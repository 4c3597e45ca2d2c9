import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { nodeApp } from '../../src/node.ts'
import { sendFollowUp } from '../../src/threads/follow-up.ts'
import { openTestNode, telegramSecret, type TestNode } from '../support/node.ts'
import { twilioRequest } from '../support/twilio-request.ts'

let node: TestNode
beforeAll(async () => {
  node = await openTestNode()
})
afterAll(() => node.close())

/** Every row of every table as text, and its bytes as well. */
async function dump(): Promise<string> {
  const tables = await sql<{ name: string }>`
    select format('%I.%I', table_schema, table_name) as name from information_schema.tables
    where table_schema in ('public', 'pgboss') and table_type = 'BASE TABLE'`.execute(node.deps.db)
  let all = ''
  for (const { name } of tables.rows) {
    const rows = await sql<{ row: string }>`select t::text as row from ${sql.raw(name)} t`.execute(
      node.deps.db,
    )
    for (const { row } of rows.rows) {
      all += `${row}\n`
      for (const [, hex = ''] of row.matchAll(/\\\\?x([0-9a-f]{8,})/g)) {
        all += `${Buffer.from(hex, 'hex').toString('latin1')}\n`
      }
    }
  }
  return all
}

const secrets = [
  '5555550177',
  '+15555550177',
  '987654321',
  'marisol',
  'quetzal',
  'bakery on Fifth',
  'ventana',
  'investigator asks',
  '41.8781',
  '87.6298',
  'Zorro.jpg',
]

test('nothing a person wrote, nor their number or name, is readable in the database', async () => {
  const app = nodeApp(node.deps)
  const from = '+15555550177'
  const texts = [
    'Hello',
    '4',
    'A quetzal feather vest man broke the bakery on Fifth window',
    'done',
    '2',
    'yesterday',
  ]
  for (const Body of texts) {
    expect((await app.request(twilioRequest({ From: from, Body }))).status).toBe(200)
  }
  const place = {
    From: from,
    Body: '',
    Latitude: '41.8781',
    Longitude: '-87.6298',
    Label: 'quetzal',
  }
  expect((await app.request(twilioRequest(place))).status).toBe(200)
  expect((await app.request(telegram('Rompieron la ventana de mi casa ayer'))).status).toBe(200)
  const tip = await node.deps.db.selectFrom('tip').select('id').executeTakeFirstOrThrow()
  const followUp = { tip_id: tip.id, text: 'investigator asks', language: 'en', sent_by: 'inv' }
  await sendFollowUp(node.deps, followUp)
  const all = (await dump()).toLowerCase()
  expect(all).toContain('follow-up')
  expect(all.length).toBeGreaterThan(5_000)
  for (const secret of secrets) expect(all, secret).not.toContain(secret.toLowerCase())
})

function telegram(text: string): Request {
  const from = { id: 987654321, is_bot: false, first_name: 'Marisol', language_code: 'es' }
  const chat = { id: 987654321, type: 'private', first_name: 'Marisol' }
  const document = {
    file_id: 'f',
    file_unique_id: 'u',
    file_name: 'Zorro.jpg',
    mime_type: 'image/jpeg',
  }
  const message = { message_id: 1, date: 1_790_000_000, chat, from, caption: text, document }
  return new Request('https://tips.example.org/webhooks/telegram', {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      'X-Telegram-Bot-Api-Secret-Token': telegramSecret,
    },
    body: JSON.stringify({ update_id: 1, message }),
  })
}
