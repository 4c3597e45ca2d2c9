import { readFileSync } from 'node:fs'
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { say } from '../../src/i18n/say.ts'
import { verifyNote } from '../../src/ledger/note.ts'
import { sealEvents } from '../../src/ledger/seal.ts'
import { type Desk, openDesk } from '../support/desk.ts'
import { readThread } from '../support/read-thread.ts'

let desk: Desk
let code = ''
beforeAll(async () => {
  desk = await openDesk()
  const { deps } = desk.node
  const inbound = {
    ...{ channel: 'sms' as const, provider_id: randomUUID(), raw: '' },
    ...{ from: '+15555581000', to: '+15555550100' },
    content: { type: 'message' as const, text: 'They broke the window', files: [] },
  }
  const arrival = { from: 'outside', line: 'main', inbound, at: Date.now() } as const
  const { thread_id } = await deps.turns.advance(arrival)
  code = (await readThread(deps, thread_id)).tips[0]?.code ?? ''
  await sealEvents(deps)
}, 120_000)
afterAll(() => desk.close())

test('a tip shows its history in plain words, who did what, and what is sealed', async () => {
  const { page, complaints } = await desk.open('investigator')
  await page.goto(`/console/tips/${code}`)
  const history = page.locator('.history')
  await history.locator('summary').click()
  const lines = await history.locator('li').allInnerTexts()
  expect(lines[0]).toMatch(/The person[^]*A message was kept[^]*place 0/)
  expect(lines.at(-1)).toMatch(/investigator@example.org[^]*looked at[^]*not sealed yet/)
  expect(complaints).toEqual([])
})

test('an auditor copies the last checkpoint whole, with the key to check it', async () => {
  const { page } = await desk.open('auditor')
  await page.goto('/console/ledger')
  const note = await page.locator('textarea').inputValue()
  const signer = await page.locator('.key code').innerText()
  expect(verifyNote(note, [signer])?.size).toBeGreaterThan(0)
})

test('others neither find the page nor get it', async () => {
  const { page } = await desk.open('viewer')
  await page.goto('/console')
  expect(await page.locator('header nav a').allInnerTexts()).not.toContain('Ledger')
  expect((await page.goto('/console/ledger'))?.status()).toBe(403)
})

test('every action has words in both languages of the console', () => {
  const source = readFileSync('src/ledger/event.ts', 'utf8')
  const [, union = ''] = /type Action =([^]*?)\n\n/.exec(source) ?? []
  const actions = [...union.matchAll(/`([\w-]+)\.\$\{([^}]+)\}`/g)].flatMap(([, kind, verbs]) =>
    (verbs ?? '').split('|').map((verb) => `${kind}.${verb.trim().slice(1, -1)}`),
  )
  expect(actions.length).toBeGreaterThan(40)
  for (const language of ['en', 'es']) {
    const keys = actions.map((action) => `console.history.action.${action}`)
    expect(keys.filter((key) => say(language, key) === key)).toEqual([])
  }
})

test.runIf(process.env['LOOK'])('looks', { timeout: 200_000 }, async () => {
  for (const width of [1440, 390]) {
    for (const colorScheme of ['light', 'dark'] as const) {
      const options = { viewport: { width, height: 900 }, colorScheme }
      const { page } = await desk.open('administrator', options)
      const to = (name: string) => `${process.env['LOOK']}/${name}-${width}-${colorScheme}.png`
      await page.goto('/console/ledger')
      await page.screenshot({ path: to('ledger'), fullPage: true })
      await page.goto(`/console/tips/${code}`)
      await page.locator('.history summary').click()
      await page.screenshot({ path: to('history'), fullPage: true })
    }
  }
})
