import { Api } from 'grammy/web'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { telegramToken } from '../support/node.ts'
import { openPlayground, picture, type Playground } from './playground.ts'

let ground: Playground
beforeAll(async () => {
  ground = await openPlayground()
})
afterAll(() => ground.close())
afterEach(async () => {
  ground.reachable = true
  await ground.telegram.settled()
  Object.assign(ground.telegram.faults, {
    repeat: false,
    delay: false,
    reorder: false,
    fail: false,
  })
})

let lastPerson = 5_000
const person = () => ({ id: ++lastPerson, first_name: 'Ana', language_code: 'es' })
const phone = ({ id }: { id: number }) => ground.telegram.phones.at(String(id))
const api = () =>
  new Api(telegramToken, { apiRoot: ground.node.deps.config.telegram?.api_url ?? '' })
const question = (ana: { id: number }) =>
  phone(ana).messages.findLast(({ buttons }) => buttons?.length)

async function say(ana: ReturnType<typeof person>, text: string) {
  ground.telegram.send(ana, { text })
  await ground.telegram.settled()
}

async function received(): Promise<(string | null)[]> {
  const rows = await ground.node.deps.db
    .selectFrom('message')
    .select('provider_id')
    .where('direction', '=', 'in')
    .execute()
  return rows.map(({ provider_id }) => provider_id)
}

describe('updates', () => {
  test('are answered by a message with buttons on the phone', async () => {
    const ana = person()
    await say(ana, 'Vi una redada')
    const [sent, reply] = phone(ana).messages
    expect(sent).toMatchObject({ by: 'person', state: 'sent' })
    expect(reply).toMatchObject({ by: 'line' })
    expect(reply?.buttons?.flat().length).toBeGreaterThan(1)
  })

  test('of one chat wait for each other, and come again until they are taken', async () => {
    const ana = person()
    ground.reachable = false
    ground.telegram.send(ana, { text: 'uno' })
    ground.telegram.send(ana, { text: 'dos' })
    expect(phone(ana).messages.map(({ state }) => state)).toEqual(['sending', 'sending'])
    ground.reachable = true
    await ground.telegram.settled()
    const [first, second] = phone(ana).messages.filter(({ by }) => by === 'person')
    expect([first?.state, second?.state]).toEqual(['sent', 'sent'])
    const taken = ground.telegram.answers.slice(-2).map(({ update_id }) => update_id)
    expect(taken).toEqual(taken.toSorted((a, b) => a - b))
  })

  test('wait as long as the line asks', async () => {
    const ana = person()
    const { turns } = ground.node.deps
    let refused = 0
    const { Failure } = await import('../../src/errors.ts')
    ground.node.deps.turns = {
      advance: (arrival) => {
        if (refused++ > 1) return turns.advance(arrival)
        return Promise.reject(new Failure('database-unavailable'))
      },
    }
    await say(ana, 'Vi una redada')
    ground.node.deps.turns = turns
    expect(ground.telegram.answers.slice(-3).map(({ status }) => status)).toEqual([503, 503, 200])
    expect(phone(ana).messages.map(({ by }) => by)).toEqual(['person', 'line'])
  })

  test('photos come in sizes, of which the largest is kept, and can be fetched', async () => {
    const ana = person()
    ground.telegram.send(ana, { file: picture('photo-1'), text: 'La placa' })
    await ground.telegram.settled()
    const files = await ground.node.deps.db.selectFrom('evidence').select('kind').execute()
    expect(files).toEqual([{ kind: 'photo' }])
    const { file_path } = await api().getFile('photo-1')
    const root = ground.node.deps.config.telegram?.api_url
    const file = await fetch(`${root}/file/bot${telegramToken}/${file_path}`)
    expect(new Uint8Array(await file.arrayBuffer())).toEqual(picture('photo-1').bytes)
  })

  test('edits change the words on the phone and reach the line', async () => {
    const ana = person()
    await say(ana, 'Eran tres')
    const [sent] = phone(ana).messages
    const before = (await received()).length
    ground.telegram.edit(ana, sent?.id ?? '', 'Eran cuatro')
    await ground.telegram.settled()
    expect(phone(ana).messages[0]).toMatchObject({ text: 'Eran cuatro', edited: true })
    expect((await received()).length).toBe(before + 1)
  })
})

describe('buttons', () => {
  test('wait until they are acknowledged', async () => {
    const ana = person()
    await say(ana, 'Vi una redada')
    const asked = question(ana)
    const button = asked?.buttons?.[0]?.[0]
    ground.telegram.press(ana, asked?.id ?? '', button?.data ?? '')
    expect(button?.pending).toBe(true)
    await ground.telegram.settled()
    await expect.poll(() => button?.pending).toBeUndefined()
  })

  test('a press and a message at the same moment both count', async () => {
    const ana = person()
    await say(ana, 'Vi una redada')
    const before = (await received()).length
    const asked = question(ana)
    ground.telegram.press(ana, asked?.id ?? '', asked?.buttons?.[0]?.[0]?.data ?? '')
    ground.telegram.send(ana, { text: 'Eran tres hombres' })
    await ground.telegram.settled()
    expect((await received()).length).toBe(before + 2)
  })
})

describe('faults', () => {
  test('repeat: everything comes twice at once, and counts once', async () => {
    ground.telegram.faults.repeat = true
    const ana = person()
    const before = (await received()).length
    await say(ana, 'Vi una redada')
    expect(phone(ana).messages.map(({ by }) => by)).toEqual(['person', 'line'])
    expect((await received()).length).toBe(before + 1)
  })

  test('fail: our answer is lost, so the update comes again and gets the same one', async () => {
    ground.telegram.faults.fail = true
    const ana = person()
    const before = (await received()).length
    await say(ana, 'Vi una redada')
    const [lost, again] = ground.telegram.answers.slice(-2)
    expect(again).toEqual(lost)
    expect(phone(ana).messages.map(({ by }) => by)).toEqual(['person', 'line'])
    expect((await received()).length).toBe(before + 1)
  })

  test('fail: the first call for a message is one too many', async () => {
    const ana = person()
    await say(ana, 'Vi una redada')
    ground.telegram.faults.fail = true
    const delivery = { address: String(ana.id), from: 'bot', message_id: crypto.randomUUID() }
    const send = () =>
      ground.node.deps.channels.telegram.send({
        ...delivery,
        outgoing: { type: 'text', text: 'Otra' },
      })
    expect(await send()).toMatchObject({ status: 'failed', retryable: true, retry_after: 1 })
    expect(await send()).toMatchObject({ status: 'sent' })
    expect(phone(ana).messages.at(-1)).toMatchObject({ by: 'line', text: 'Otra' })
  })
})

describe('the interface', () => {
  test('a person who blocked the bot cannot be written to, until they unblock it', async () => {
    const ana = person()
    await say(ana, 'Vi una redada')
    ground.telegram.block(ana, true)
    await ground.telegram.settled()
    await expect(api().sendMessage(ana.id, 'Hola')).rejects.toMatchObject({ error_code: 403 })
    ground.telegram.block(ana, false)
    await ground.telegram.settled()
    await expect(api().sendMessage(ana.id, 'Hola')).resolves.toMatchObject({ text: 'Hola' })
  })

  test.each([
    ['nobody', { chat_id: 99, text: 'x' }, /chat not found/],
    ['nothing', { chat_id: 1, text: ' ' }, /text is empty/],
    ['too much', { chat_id: 1, text: 'x'.repeat(4097) }, /too long/],
    [
      'a button that carries too much',
      {
        chat_id: 1,
        text: 'x',
        reply_markup: { inline_keyboard: [[{ text: 'a', callback_data: 'é'.repeat(33) }]] },
      },
      /BUTTON_DATA_INVALID/,
    ],
  ])('refuses to send to or with %s', async (_, params, description) => {
    ground.telegram.phones.at('1')
    await expect(api().raw.sendMessage(params)).rejects.toMatchObject({
      error_code: 400,
      description: expect.stringMatching(description),
    })
  })

  test('redraws buttons, deletes messages, and knows the bot and its webhook', async () => {
    const ana = person()
    await say(ana, 'Vi una redada')
    const asked = question(ana)
    const markup = { inline_keyboard: [[{ text: '✓ Ahora', callback_data: 'timing:now' }]] }
    const edit = () =>
      api().editMessageReplyMarkup(ana.id, Number(asked?.id), { reply_markup: markup })
    await edit()
    expect(asked?.buttons).toEqual([[{ label: '✓ Ahora', data: 'timing:now' }]])
    await expect(edit()).rejects.toMatchObject({
      description: expect.stringMatching(/not modified/),
    })
    await api().deleteMessage(ana.id, Number(asked?.id))
    expect(phone(ana).messages).not.toContain(asked)
    expect(await api().getMe()).toMatchObject({ is_bot: true })
    expect(await api().setWebhook('https://tips.example.org/webhooks/telegram')).toBe(true)
    expect(await api().getWebhookInfo()).toMatchObject({ pending_update_count: 0 })
  })

  test('gives an injected answer once, and knows no other methods or tokens', async () => {
    const body = { ok: false, error_code: 429, description: 'x', parameters: { retry_after: 7 } }
    ground.telegram.refuseNext(Response.json(body, { status: 429 }))
    await expect(api().getMe()).rejects.toMatchObject({ parameters: { retry_after: 7 } })
    await expect(api().getMe()).resolves.toBeDefined()
    await expect(api().getMyName()).rejects.toMatchObject({ error_code: 404 })
    const response = await ground.telegram.fetch(new Request('http://double/botwrong/getMe'))
    expect(response.status).toBe(404)
  })
})
