import { randomUUID } from 'node:crypto'
import axe from 'axe-core/axe.min.js?raw'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Inbound } from '../../src/channels/channel.ts'
import { addInvestigator } from '../../src/auth/link.ts'
import { linkToken, tokenHash } from '../../src/evidence/upload/token.ts'
import { openDataKey } from '../../src/seal/keys.ts'
import { sealJson } from '../../src/seal/seal.ts'
import { Coding } from '../../src/conversation/record.ts'
import { codeTip, readCodings } from '../../src/tips/coding/coding.ts'
import { decideHold } from '../../src/tips/hold/hold.ts'
import { requireTip } from '../../src/tips/read.ts'
import { openDesk, type Desk } from '../support/desk.ts'
import { type Planted, plantTip } from '../support/plant.ts'

let desk: Desk
let code = ''
let stopped = ''
let message_ids: string[] = []

beforeAll(async () => {
  desk = await openDesk()
  const rich = await plantTip(desk.node.deps, {
    line: 'main',
    stage: 'submitted',
    unread: 2,
    severity: 'critical',
    answers: {
      account: { words: 'Two men came in.\nThey pushed her down.' },
      acts: { codes: ['force', 'entry'], derived_by: 'button' },
      start: {
        words: 'around 9',
        moment: {
          at: Date.UTC(2026, 10, 23, 15),
          precision: 'within_hour',
          time_zone: 'America/Chicago',
        },
      },
      place: { words: 'Oak St', place: { latitude: 41.88, longitude: -87.62 } },
      harm: { state: 'declined' },
    },
    messages: [
      { from: 'person', text: 'Two men came in.', files: [{ kind: 'photo', size: 120_000 }] },
      { from: 'line', text: 'When was that?' },
      { from: 'staff', text: 'Thank you', status: 'failed', error_code: '30004' },
      { from: 'staff', text: 'Thank you', status: 'delivered' },
      { from: 'staff', text: 'Thank you', status: 'unknown' },
    ],
  })
  const silent = await plantTip(desk.node.deps, {
    line: 'main',
    language: 'ar',
    reach: 'opted_out',
    answers: { account: { words: 'دخل ثلاثة رجال ملثمون إلى المحل' } },
    messages: [{ from: 'person', text: 'دخل ثلاثة رجال' }],
  })
  await plantTip(desk.node.deps, { line: 'main', channel: 'telegram' })
  code = rich.code
  message_ids = rich.message_ids
  stopped = silent.code
})
afterAll(() => desk.close())

const shots = process.env['SHOTS']
const wide = { width: 1440, height: 900 }
const narrow = { width: 390, height: 844 }

async function faults(page: Page): Promise<string[]> {
  // Playwright reaches past the page's policy; the policy itself still binds the page.
  await page.evaluate(axe)
  const { violations } = (await page.evaluate('axe.run()')) as {
    violations: { id: string; nodes: { target: string[] }[] }[]
  }
  const over = await page.evaluate('document.documentElement.scrollWidth - innerWidth')
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.target.join(' ')}`)
  return Number(over) > 0 ? [...found, `${over} pixels too wide`] : found
}

describe.each([
  ['light', wide],
  ['light', narrow],
  ['dark', wide],
  ['dark', narrow],
] as const)('in %s at %j', (colorScheme, viewport) => {
  test('no page has a fault that axe can find, runs over its width or breaks its policy', async () => {
    const { page, complaints } = await desk.open('investigator', { colorScheme, viewport })
    const link = await addInvestigator(desk.node.deps, {
      email: 'n@x.org',
      name: 'N',
      role: 'viewer',
    })
    const paths = [
      '/console',
      '/console?status=spam',
      `/console/tips/${code}`,
      `/console/tips/${stopped}`,
      '/console/sign-in',
      '/api/docs',
      new URL(link).pathname,
    ]
    for (const path of paths) {
      await page.goto(path)
      expect(await faults(page), path).toEqual([])
      const name = `${path.replace(/\W+/g, '-')}-${colorScheme}-${viewport.width}`
      if (shots) await page.screenshot({ path: `${shots}/page${name}.png` })
    }
    expect(complaints).toEqual([])
    await page.context().close()
  })
})

/** The address of the page where the person behind a tip sends files. */
async function uploadPage(code: string): Promise<string> {
  const { db, keys } = desk.node.deps
  const { id: tip_id, thread_id, key } = await requireTip(desk.node.deps, code)
  if (!key) throw new Error('the tip has a key')
  const id = randomUUID()
  const token = linkToken(openDataKey(keys, key), id)
  const times = { created_at: new Date(), expires_at: new Date(Date.now() + 3_600_000) }
  const link = { id, thread_id, tip_id, token_hash: tokenHash(token), ...times }
  await db.insertInto('upload_link').values(link).execute()
  return `/u/${token}`
}

/** Pages that only some roles have, or that one gets to from a tip. */
async function furtherPages(): Promise<Record<string, string>> {
  const [message = ''] = message_ids
  return {
    coding: `/console/tips/${code}/coding`,
    unseal: `/console/tips/${code}/unseal`,
    unmask: `/console/tips/${code}/messages/${message}/unmask`,
    export: `/console/tips/${code}/export`,
    lines: '/console/lines',
    ledger: '/console/ledger',
    nothing: '/console/nothing',
    upload: await uploadPage(code),
  }
}

describe.each([
  ['light', wide, 'en-US'],
  ['dark', { width: 1280, height: 720 }, 'es-MX'],
  ['dark', narrow, 'en-US'],
] as const)('further in, in %s at %j in %s', (colorScheme, viewport, locale) => {
  test('nor has any page for those who have more to do, nor the one for sending files', async () => {
    const { db } = desk.node.deps
    await db.deleteFrom('investigator').where('email', '=', 'administrator@example.org').execute()
    const { page, complaints } = await desk.open('administrator', { colorScheme, viewport, locale })
    for (const [name, path] of Object.entries(await furtherPages())) {
      await page.goto(path)
      expect(await faults(page), name).toEqual([])
      if (shots) await page.screenshot({ path: `${shots}/${name}-${viewport.width}.png` })
    }
    expect(complaints.filter((one) => !one.includes('404'))).toEqual([])
    await page.context().close()
  })
})

test('the page for sending files reads from the right in a language that does', async () => {
  const { page } = await desk.open('viewer', { viewport: narrow })
  await page.goto(await uploadPage(stopped))
  expect(await page.locator('html').getAttribute('dir')).toBe('rtl')
  expect(await faults(page)).toEqual([])
  if (shots) await page.screenshot({ path: `${shots}/upload-ar.png` })
  await page.context().close()
})

test('a tip shows labels for codes, both clocks, what was not answered, and why a text failed', async () => {
  const { page } = await desk.open('investigator', { viewport: wide })
  await page.goto(`/console/tips/${code}`)
  const text = await page.locator('main').innerText()
  for (const words of [
    'Force or weapon used',
    'Nov 23, 2026, 9:00 AM CST',
    'Nov 23, 2026, 3:00 PM UTC',
    'within the hour',
    'around 9',
    '41.88000, -87.62000',
    'Skipped',
    "not delivered: the phone's carrier refused it",
    'may have been sent',
    'waiting to be fetched',
    'alleged',
  ]) {
    expect(text).toContain(words)
  }
  expect(text).not.toMatch(/console\.\w+|\+1555/)
  await page.context().close()
})

test('who cannot be reached is said so, and there is nothing to write in', async () => {
  const { page } = await desk.open('investigator', { viewport: narrow })
  await page.goto(`/console/tips/${stopped}`)
  expect(await page.locator('.talk .alert').innerText()).toContain('texted STOP')
  expect(await page.locator('textarea').count()).toBe(0)
  await page.context().close()
})

test('everything but updates and the counter works without scripts', async () => {
  const options = { viewport: wide, javaScriptEnabled: false }
  const { page } = await desk.open('administrator', options)
  await page.goto('/console')
  await page.selectOption('[name=channel]', 'telegram')
  await page.getByRole('button', { name: 'Filter' }).click()
  expect(await page.locator('.row').count()).toBe(1)
  await page.goto(`/console/tips/${code}`)
  await page.selectOption('[name=severity]', 'low')
  await page.selectOption('[name=status]', 'open')
  await page.getByRole('button', { name: 'Save' }).click()
  expect(await page.inputValue('[name=status]')).toBe('open')
  await page.click('.brand')
  expect(await page.locator('.status-open').count()).toBe(1)
  await page.getByRole('button', { name: 'Sign out' }).click()
  expect(page.url()).toContain('/sign-in')
  await page.context().close()
})

test('a question we have in every language is sent in that of the person, and a hold is for supervisors', async () => {
  const inbound: Inbound = {
    ...{ channel: 'sms', provider_id: 'a-spanish-one', from: '+15555550142', to: '', raw: '' },
    content: { type: 'message', text: 'Vi a unos agentes romper la puerta', files: [] },
  }
  await desk.node.deps.turns.advance({ from: 'outside', line: 'main', inbound, at: Date.now() })
  const spanish = await desk.node.deps.db
    .selectFrom('tip')
    .select('code')
    .orderBy('received_at', 'desc')
    .executeTakeFirstOrThrow()
  const options = { viewport: wide, javaScriptEnabled: false }
  const { page } = await desk.open('supervisor', options)
  await page.goto(`/console/tips/${spanish.code}`)
  await page.getByText('Legal hold', { exact: true }).click()
  await page.getByLabel('Reason').fill('Motion to preserve')
  await page.getByRole('button', { name: 'Put on hold' }).click()
  expect(await page.locator('.hold').innerText()).toContain('Motion to preserve')
  expect(await page.getByRole('button', { name: 'Lift the hold' }).count()).toBe(1)
  await page.selectOption('[name=template]', { label: 'What time was that? Send what you know.' })
  await page.locator('form:has([name=template]) button').click()
  expect(await page.locator('.talk').innerText()).toContain('¿A qué hora fue?')
  await page.context().close()
  const { page: other } = await desk.open('viewer', options)
  await other.goto(`/console/tips/${spanish.code}`)
  expect(await other.locator('[name=hold], [name=template]').count()).toBe(0)
  await other.context().close()
})

test('what a person took back is not shown', async () => {
  const taken = await plantTip(desk.node.deps, {
    ...{ line: 'main', stage: 'withdrawn' },
    answers: {
      account: { words: 'He fell on the ice' },
      acts: { codes: ['force'] },
      contact: { codes: ['named'] },
    },
    messages: [{ from: 'person', text: 'He fell on the ice' }],
  })
  const { db } = desk.node.deps
  const flagged = { flags: ['death'] as ['death'], hold: true }
  await db.updateTable('tip').set(flagged).where('id', '=', taken.id).execute()
  const { page } = await desk.open('supervisor', { viewport: wide })
  await page.goto(`/console/tips/${taken.code}`)
  const text = await page.locator('main').innerText()
  expect(text).toContain('This person took the report back.')
  expect(text).not.toMatch(/ice|Force|death|named/)
  expect(await page.locator('textarea').count()).toBe(0)
  await page.goto('/console?stage=withdrawn')
  expect(await page.locator(`#tip-${taken.code}`).innerText()).not.toContain('death')
  await page.goto('/console?flag=death')
  expect(await page.locator(`#tip-${taken.code}`).count()).toBe(0)
  await page.context().close()
})

test('the newest message is in view when a tip opens', async () => {
  const messages = Array.from(
    { length: 60 },
    (_, n) => ({ from: 'person', text: `word ${n}` }) as const,
  )
  const long = await plantTip(desk.node.deps, { line: 'main', messages })
  const { page } = await desk.open('investigator', { viewport: wide })
  await page.goto(`/console/tips/${long.code}`)
  const box = await page.locator('.message').last().boundingBox()
  expect(box && box.y + box.height).toBeLessThan(wide.height)
  await page.context().close()
})

test('a thread too long for a page says so, and a coding may rest on its first words', async () => {
  const { deps } = desk.node
  const messages = Array.from(
    { length: 1001 },
    (_, n) => ({ from: 'person', text: `word ${n}` }) as const,
  )
  const long = await plantTip(deps, { line: 'main', messages })
  const { page } = await desk.open('investigator', { viewport: wide })
  await page.goto(`/console/tips/${long.code}`)
  expect(await page.locator('.message').first().innerText()).toContain('word 1')
  expect(await page.locator('.thread').innerText()).toContain('The last 1000; the API gives all')
  await page.goto(`/console/tips/${code}`)
  expect(await page.locator('.thread').innerText()).not.toContain('The last')
  await page.context().close()
  const quotes = [{ message_id: long.message_ids[0] ?? '', start: 0, end: 4 }]
  const coding = Coding.parse({ acts: [{ act_type: 'drag', quotes }] })
  const tip = await requireTip(deps, long.code)
  await codeTip(deps, tip, { coding, after: 0, coded_by: 'somebody' })
  const [version] = await readCodings(deps, tip)
  expect(version?.coding?.acts[0]?.quotes).toEqual(quotes)
})

test('on a phone the way out is beside the name; on a desk both sides of a tip end together', async () => {
  const boxes = async (viewport: typeof wide, ...selectors: string[]) => {
    const { page } = await desk.open('administrator', { viewport, locale: 'es-MX' })
    await page.goto(`/console/tips/${code}`)
    const found = selectors.map((selector) => page.locator(selector).first().boundingBox())
    const all = await Promise.all(found)
    await page.context().close()
    return all.map((box) => ({ top: box?.y ?? NaN, end: (box?.y ?? NaN) + (box?.height ?? NaN) }))
  }
  const [brand, out, nav] = await boxes(narrow, '.brand', '.account button', '.top nav')
  expect(out!.top).toBeLessThan(brand!.end)
  expect(nav!.top).toBeGreaterThanOrEqual(out!.end)
  const [answers, reply] = await boxes(wide, '.case', '.tip-reply')
  expect(Math.round(answers!.end)).toBe(Math.round(reply!.end))
})

test("days are those of the line's clock, wherever the server stands", async () => {
  const { deps } = desk.node
  const at = new Date('2026-10-24T03:00:00Z')
  const taken = await plantTip(deps, { line: 'main', stage: 'withdrawn', at })
  await deps.db
    .updateTable('tip')
    .set({ erase_at: new Date('2027-10-24T03:00:00Z') })
    .where('id', '=', taken.id)
    .execute()
  const { page } = await desk.open('supervisor', { viewport: wide })
  await page.goto(`/console/tips/${taken.code}`)
  const facts = page.locator('.facts')
  expect(await facts.innerText()).toContain('on Oct 23, 2027')
  expect(await facts.innerText()).toContain('Oct 23, 2026')
  const hold = { hold: true, by: 'somebody', reason: 'Motion to preserve' }
  await decideHold({ ...deps, now: () => +at }, await requireTip(deps, taken.code), hold)
  await page.reload()
  expect(await page.locator('.hold').innerText()).toContain('Oct 23, 2026')
  await page.goto('/console?stage=withdrawn')
  expect(await page.locator(`#tip-${taken.code} .row-when`).innerText()).toBe('Oct 23, 2026')
  await page.context().close()
})

test('no word is too long for a phone, and none turns a label around', async () => {
  const { deps } = desk.node
  const long = 'W'.repeat(400)
  const text = `\u202eMy number is 123-45-6789 ${long}`
  const odd = await plantTip(deps, {
    ...{ line: 'main', stage: 'submitted' },
    answers: { account: { words: long }, place: { words: long } },
    messages: [
      { from: 'person', text },
      { from: 'person', place: { latitude: 1, longitude: 2, label: long } },
      { from: 'staff', text: long, sent_by: 'somebody' },
    ],
  })
  await maskIn(odd, 0, { text, masked: [{ start: 14, end: 25, kind: 'ssn' }] })
  const tip = await requireTip(deps, odd.code)
  await decideHold(deps, tip, { hold: true, by: 'somebody', reason: long })
  const { page } = await desk.open('supervisor', { viewport: { width: 390, height: 844 } })
  for (const path of ['', `/tips/${odd.code}`, `/tips/${odd.code}/coding`]) {
    await page.goto(`/console${path}`)
    const over = await page.evaluate('document.documentElement.scrollWidth - innerWidth')
    expect([path, over]).toEqual([path, 0])
  }
  await page.goto(`/console/tips/${odd.code}`)
  const [first, last] = await page.locator('.thread .hidden-words').evaluate((label: any) => {
    const { document } = globalThis as any
    return [0, label.textContent.length - 1].map((at) => {
      const range = document.createRange()
      range.setStart(label.firstChild, at)
      range.setEnd(label.firstChild, at + 1)
      return range.getBoundingClientRect().x
    })
  })
  expect(last).toBeGreaterThan(first ?? Infinity)
  await page.context().close()
})

/** What a message says with what is masked in it, as the thread's own turns seal it. */
async function maskIn({ thread_id, message_ids }: Planted, index: number, body: object) {
  const { db, keys } = desk.node.deps
  const id = message_ids[index] ?? ''
  const { key } = await db
    .selectFrom('thread')
    .select('key')
    .where('id', '=', thread_id)
    .executeTakeFirstOrThrow()
  const sealed = sealJson(openDataKey(keys, key ?? Buffer.of()), `message:${id}`, {
    ...{ raw: '' },
    ...body,
  })
  await db.updateTable('message').set({ body: sealed }).where('id', '=', id).execute()
}
