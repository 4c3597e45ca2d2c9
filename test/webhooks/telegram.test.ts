import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Deps } from '../../src/deps.ts'
import { nodeApp } from '../../src/node.ts'
import { createTelegramDouble, type TelegramDouble } from '../../src/simulator/telegram-double.ts'
import { listen, type Listening } from '../support/listen.ts'
import { openTestNode, telegramSecret, telegramToken, type TestNode } from '../support/node.ts'
import { countMessages, refusals, threadOf } from './read-rows.ts'

let node: TestNode
let double: TelegramDouble
let server: Listening
beforeAll(async () => {
  double = createTelegramDouble({
    token: telegramToken,
    secret: telegramSecret,
    public_url: 'https://tips.example.org',
    fetch: (request) => ask(request),
  })
  server = await listen(double.fetch)
  node = await openTestNode({ TELEGRAM_API_URL: server.url })
})
afterAll(async () => {
  await node.close()
  await server.close()
})

let lastUpdate = 1000
let lastChat = 5_511_000_000

function ask(request: Request, deps: Deps = node.deps): Promise<Response> {
  return Promise.resolve(nodeApp(deps).request(request))
}

function post(body: string, secret: string | undefined = telegramSecret): Request {
  const headers = secret === undefined ? {} : { 'x-telegram-bot-api-secret-token': secret }
  return new Request('http://10.1.2.3/webhooks/telegram', { method: 'POST', headers, body })
}

/** One person’s updates, numbered. */
function person() {
  const id = ++lastChat
  const chat = { id, type: 'private', first_name: 'Ana' }
  const from = { id, is_bot: false, first_name: 'Ana', language_code: 'es' }
  let lastMessage = 0
  const update = (content: Record<string, unknown>) => ({ update_id: ++lastUpdate, ...content })
  const message = (content: Record<string, unknown>) =>
    update({ message: { message_id: ++lastMessage, date: 1, chat, from, ...content } })
  return { id, chat, from, update, message }
}

async function tell(update: object) {
  const response = await ask(post(JSON.stringify(update)))
  expect(response.status).toBe(200)
  const body = await response.text()
  return body ? JSON.parse(body) : undefined
}

describe('what is taken', () => {
  test('a first message, answered by a method in the body', async () => {
    const ana = person()
    const update = ana.message({ text: 'Vi una redada esta mañana' })
    const reply = await tell(update)
    const thread = await threadOf(node, update.update_id)
    expect(thread).toMatchObject({ channel: 'telegram', language: 'es' })
    expect(reply).toMatchObject({ method: 'sendMessage', chat_id: ana.id, protect_content: true })
    expect(reply.text).toBe(
      thread?.messages.find(({ direction }) => direction === 'out')?.body.text,
    )
    expect(reply.reply_markup.inline_keyboard[0][0].callback_data).toMatch(/^\w+:\w+$/)
  })

  test('a repeat: the same answer, nothing new', async () => {
    const update = person().message({ text: 'Hola' })
    const first = await tell(update)
    const before = await countMessages(node)
    expect(await tell(update)).toEqual(first)
    expect(await countMessages(node)).toBe(before)
  })

  test('a press of a button, acknowledged after it is kept', async () => {
    const ana = { id: ++lastChat, first_name: 'Ana', language_code: 'es' }
    const phone = () => double.phones.at(String(ana.id))
    double.send(ana, { text: 'Hola' })
    await double.settled()
    const question = phone().messages.at(-1)
    const button = question?.buttons?.[0]?.[0]
    expect(button).toBeDefined()
    double.press(ana, question?.id ?? '', button?.data ?? '')
    expect(button?.pending).toBe(true)
    await double.settled()
    await expect.poll(() => button?.pending).toBeUndefined()
    expect(phone().messages.length).toBeGreaterThan(2)
  })

  test('files, places and albums', async () => {
    const ana = person()
    await tell(ana.message({ text: 'Hola' }))
    const photo = (id: string) => [{ file_id: id, file_unique_id: `u${id}`, width: 9, height: 9 }]
    const last = ana.message({ photo: photo('b'), media_group_id: '7' })
    await tell(ana.message({ location: { latitude: 41.88, longitude: -87.63 } }))
    const first = await tell(
      ana.message({ photo: photo('a'), media_group_id: '7', caption: 'La placa' }),
    )
    const second = await tell(last)
    expect([first, second].filter(Boolean)).toHaveLength(1)
    const thread = await threadOf(node, last.update_id)
    expect(thread?.evidence.map(({ source }) => source)).toMatchObject([
      { source: { file_id: 'a' } },
      { source: { file_id: 'b' } },
    ])
  })

  test('an edit, as a version, silently', async () => {
    const ana = person()
    const update = ana.message({ text: 'Eran tres' })
    await tell(update)
    const { message } = update as unknown as { message: object }
    const edit = ana.update({ edited_message: { ...message, edit_date: 2, text: 'Eran cuatro' } })
    expect(await tell(edit)).toBeUndefined()
    const thread = await threadOf(node, edit.update_id)
    const [original, version] = thread?.messages.filter(({ direction }) => direction === 'in') ?? []
    expect([original?.body.text, version?.body.text]).toEqual(['Eran tres', 'Eran cuatro'])
    expect(version?.about).toBe(original?.id)
  })

  test('a file that an edit brings, under the tip of its message, beside the one before', async () => {
    const ana = person()
    const photo = (id: string) => [{ file_id: id, file_unique_id: `u${id}`, width: 9, height: 9 }]
    const update = ana.message({ photo: photo('a'), caption: 'La placa' })
    await tell(update)
    await tell(ana.message({ text: 'NUEVO' }))
    const { message } = update as unknown as { message: object }
    const edited = (content: object) =>
      ana.update({ edited_message: { ...message, edit_date: 2, ...content } })
    const swap = edited({ photo: photo('b') })
    expect(await tell(swap)).toBeUndefined()
    await tell(edited({ photo: photo('b'), caption: 'Otra placa' }))
    const thread = await threadOf(node, swap.update_id)
    const original = thread?.messages.find(
      ({ provider_id }) => provider_id === `${update.update_id}`,
    )
    const version = thread?.messages.find(({ provider_id }) => provider_id === `${swap.update_id}`)
    const files = thread?.evidence.toSorted(
      (a, b) => +(a.message_id === version?.id) - +(b.message_id === version?.id),
    )
    expect(files).toMatchObject([
      { source: { source: { file_id: 'a' } }, message_id: original?.id, tip_id: original?.tip_id },
      { source: { source: { file_id: 'b' } }, message_id: version?.id, tip_id: original?.tip_id },
    ])
    expect(thread?.tips).toHaveLength(2)
    expect(thread?.tips.find(({ id }) => id === original?.tip_id)?.evidence_count).toBe(2)
  })

  test('a live location that moves on: each position kept, unread once', async () => {
    const ana = person()
    const update = ana.message({
      location: { latitude: 41.88, longitude: -87.63, live_period: 900 },
    })
    await tell(update)
    const { message } = update as unknown as { message: object }
    const move = (latitude: number) =>
      ana.update({ edited_message: { ...message, location: { latitude, longitude: -87.63 } } })
    await tell(move(41.89))
    const last = move(41.9)
    await tell(last)
    const thread = await threadOf(node, last.update_id)
    expect(thread?.messages.filter(({ kind }) => kind === 'edit')).toHaveLength(2)
    expect(thread?.tips[0]?.unread).toBe(1)
  })

  test('block and unblock, silently', async () => {
    const ana = person()
    const change = (status: string) =>
      ana.update({
        my_chat_member: { chat: ana.chat, from: ana.from, new_chat_member: { status } },
      })
    await tell(ana.message({ text: 'Hola' }))
    const [block, unblock] = [change('kicked'), change('member')]
    expect(await tell(block)).toBeUndefined()
    expect((await threadOf(node, block.update_id))?.contact.reach).toBe('blocked')
    expect(await tell(unblock)).toBeUndefined()
    expect((await threadOf(node, unblock.update_id))?.contact.reach).toBe('yes')
  })

  test('another person’s contact card and a sticker: raw, never echoed, and the thread goes on', async () => {
    const ana = person()
    await tell(ana.message({ text: 'Hola' }))
    const contact = { phone_number: '+13125550199', first_name: 'Luis' }
    const reply = await tell(ana.message({ contact }))
    expect(JSON.stringify(reply)).not.toMatch(/3125550199|Luis/)
    const last = ana.message({ sticker: { file_id: 's' } })
    await tell(last)
    const thread = await threadOf(node, last.update_id)
    expect(thread?.messages.filter(({ kind }) => kind === 'unreadable')).toHaveLength(2)
    expect(thread?.messages.some(({ body }) => body.raw?.includes('+13125550199'))).toBe(true)
    expect(thread?.messages.every(({ body }) => !body.text?.includes('+13125550199'))).toBe(true)
  })

  test('lone surrogates, as they came', async () => {
    const update = person().message({ text: 'a\ud83db\u0000' })
    expect(await tell(update)).toMatchObject({ method: 'sendMessage' })
    expect((await threadOf(node, update.update_id))?.messages[0]?.body.text).toBe('a\ud83db\u0000')
  })
})

describe('groups', () => {
  const chat = (id: number) => ({ id, title: 'Vecinos', type: 'supergroup' })

  test('being added: says so, then leaves, and keeps nothing', async () => {
    const before = await countMessages(node)
    double.addToGroup({ id: 5, first_name: 'Ana' }, { id: -1001, title: 'Vecinos' })
    await double.settled()
    const group = double.phones.at('-1001')
    await expect.poll(() => group.blocked).toBe(true)
    expect(group.messages.map(({ by, text }) => [by, text.length > 0])).toEqual([['line', true]])
    expect(await countMessages(node)).toBe(before)
  })

  test('words in a group: left without a word, and kept nowhere', async () => {
    const before = await countMessages(node)
    double.phones.at('-1002')
    const message = {
      message_id: 1,
      date: 1,
      chat: chat(-1002),
      from: person().from,
      text: 'secret',
    }
    expect(await tell({ update_id: ++lastUpdate, message })).toBeUndefined()
    await expect.poll(() => double.phones.at('-1002').blocked).toBe(true)
    expect(double.phones.at('-1002').messages).toEqual([])
    expect(await countMessages(node)).toBe(before)
  })
})

describe('what is refused or passed over', () => {
  test.each([
    ['none', undefined],
    ['an empty one', ''],
    ['another', `${telegramSecret}x`],
  ])('a request with a wrong secret (%s): 403, counted, and no other trace', async (_, secret) => {
    const [counted, kept] = [await refusals(node, 'bad-signature'), await countMessages(node)]
    const request = post(JSON.stringify(person().message({ text: 'x' })))
    if (secret === undefined) request.headers.delete('x-telegram-bot-api-secret-token')
    else request.headers.set('x-telegram-bot-api-secret-token', secret)
    const response = await ask(request)
    expect(response.status).toBe(403)
    expect(await response.text()).toBe('')
    expect(await refusals(node, 'bad-signature')).toBe(counted + 1)
    expect(await countMessages(node)).toBe(kept)
  })

  test('unknown types of update: accepted, nothing kept, counted', async () => {
    const kept = await countMessages(node)
    const ignored = async () => {
      const { values } = await node.deps.metrics.turns.get()
      return values.find(({ labels }) => labels.outcome === 'ignored')?.value ?? 0
    }
    const before = await ignored()
    expect(await tell({ update_id: ++lastUpdate, something_new: { a: 1 } })).toBeUndefined()
    expect(
      await tell({ update_id: ++lastUpdate, business_message: person().message({}) }),
    ).toBeUndefined()
    expect(await ignored()).toBe(before + 2)
    expect(await countMessages(node)).toBe(kept)
  })

  test('what is no update at all: 400', async () => {
    for (const body of ['', '{', '[]', '{"message":{}}']) {
      expect((await ask(post(body))).status).toBe(400)
    }
  })

  test('more than 1 MB: 413', async () => {
    expect((await ask(post(JSON.stringify({ text: 'x'.repeat(1024 * 1024) })))).status).toBe(413)
  })

  test('anything where Telegram is not set up: 404', async () => {
    const { telegram: _, ...config } = node.deps.config
    expect((await ask(post('{}'), { ...node.deps, config })).status).toBe(404)
  })
})
