import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import pg from 'pg'
import { validateRequest } from 'twilio/lib/webhooks/webhooks.js'

// The bare ceiling: the least that keeps a signed message. Hono, the signature, one autocommitted row.
const { PORT, DATABASE_URL, PUBLIC_URL, TWILIO_AUTH_TOKEN = '' } = process.env
const pool = new pg.Pool({ connectionString: DATABASE_URL, max: 10 })
await pool.query('create table if not exists bare (sid text primary key, body text not null)')

const app = new Hono()
app.post('/webhooks/twilio/message', async (c) => {
  const body = await c.req.text()
  const form = Object.fromEntries(new URLSearchParams(body))
  const signature = c.req.header('X-Twilio-Signature') ?? ''
  const url = `${PUBLIC_URL}/webhooks/twilio/message`
  if (!validateRequest(TWILIO_AUTH_TOKEN, signature, url, form)) return c.text('', 403)
  await pool.query('insert into bare (sid, body) values ($1, $2)', [form.MessageSid, body])
  return c.body('<Response/>', 200, { 'Content-Type': 'text/xml' })
})
serve({ fetch: app.fetch, port: Number(PORT), hostname: '127.0.0.1' })
