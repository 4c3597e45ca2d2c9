import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { listen, nodeApp } from '../../src/node.ts'
import { createSimulator, type Simulator } from '../../src/simulator/index.tsx'
import { madeUpProviders } from '../../src/simulator/providers.ts'
import { openBrowser } from '../support/browser.ts'
import { openTestNode, type TestNode } from '../support/node.ts'
import { freePort } from '../support/server.ts'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
let node: TestNode
let simulator: Simulator
let browser: Browser
let address: string
let stop: () => Promise<void>

beforeAll(async () => {
  const port = await freePort()
  address = `http://127.0.0.1:${port}`
  const { twilio, telegram } = madeUpProviders(address)
  node = await openTestNode({
    PUBLIC_URL: address,
    TWILIO_ACCOUNT_SID: twilio.account_sid,
    TWILIO_AUTH_TOKEN: twilio.auth_tokens.join(),
    TWILIO_API_URL: twilio.api_url,
    TWILIO_FROM: twilio.from.join(),
    TELEGRAM_BOT_TOKEN: telegram.token,
    TELEGRAM_WEBHOOK_SECRET: telegram.secret,
    TELEGRAM_API_URL: telegram.api_url,
  })
  const app = nodeApp(node.deps)
  const fetch = async (request: Request) => app.fetch(request)
  simulator = createSimulator({ public_url: address, twilio, telegram, fetch })
  app.route('/simulator', simulator.pages)
  ;({ stop } = await listen(app, { port, host: '127.0.0.1' }))
  browser = await openBrowser()
})
afterAll(async () => {
  await browser.close()
  await stop()
  await node.close()
})

const wide = { width: 1440, height: 900 }
const narrow = { width: 390, height: 844 }

/** The page asks once a second. */
const soon = <T>(read: () => T) => expect.poll(read, { timeout: 10_000 })

async function openPage(options: Parameters<Browser['newPage']>[0] = {}) {
  const page = await browser.newPage({ viewport: wide, locale: 'en-US', ...options })
  const complaints: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  await page.goto(`${address}/simulator`)
  return { page, complaints }
}

const sms = (page: Page) => page.locator('#sms')
const telegram = (page: Page) => page.locator('#telegram')

async function write(phone: ReturnType<typeof sms>, text: string) {
  const messages = phone.locator('.message')
  const before = await messages.count()
  await phone.locator('input[name=text]').fill(text)
  await phone.locator('input[name=text]').press('Enter')
  await soon(() => messages.count()).toBeGreaterThan(before + 1)
}

async function faultsOf(page: Page): Promise<string[]> {
  await page.evaluate(axe)
  const { violations } = (await page.evaluate('axe.run(document, { iframes: false })')) as {
    violations: { id: string; nodes: { target: string[] }[] }[]
  }
  const over = Number(await page.evaluate('document.documentElement.scrollWidth - innerWidth'))
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.target.join(' ')}`)
  return over > 0 ? [...found, `${over} pixels too wide`] : found
}

describe.each([
  ['light', wide],
  ['light', narrow],
  ['dark', wide],
  ['dark', narrow],
] as const)('in %s at %j', (colorScheme, viewport) => {
  test('the phones have no fault that axe can find, and fit', async () => {
    const { page, complaints } = await openPage({ colorScheme, viewport })
    await write(sms(page), 'I saw a raid at the plaza')
    await sms(page).getByRole('button', { name: 'Photo' }).click()
    await sms(page).getByRole('button', { name: 'STOP' }).click()
    await soon(() => sms(page).getByText('unsubscribed').count()).toBe(1)
    await write(telegram(page), 'I saw a raid at the plaza')
    await telegram(page).getByRole('button', { name: 'Location' }).click()
    await soon(() => telegram(page).locator('.place').count()).toBe(1)
    await telegram(page).getByRole('button', { name: 'Block', exact: true }).click()
    await soon(() => telegram(page).getByText('You blocked').count()).toBe(1)
    expect(await faultsOf(page)).toEqual([])
    expect(complaints).toEqual([])
    await page.close()
  })
})

test('a conversation by SMS: what is typed is sent, cleared, and answered', async () => {
  const { page } = await openPage()
  await write(sms(page), 'I saw a raid at the plaza')
  expect(await sms(page).locator('input[name=text]').inputValue()).toBe('')
  expect(await sms(page).locator('.message.line .text').textContent()).toMatch(/not 911/)
  await soon(() => sms(page).locator('.person .when').textContent()).toMatch(/Sent/)
  const log = sms(page).locator('.log')
  await write(sms(page), '2')
  await soon(() =>
    log.evaluate((it) => it.scrollTop + it.clientHeight >= it.scrollHeight - 1),
  ).toBe(true)
  await page.close()
})

test('what is being typed survives what comes meanwhile', async () => {
  const { page } = await openPage()
  await write(sms(page), 'I saw a raid at the plaza')
  await sms(page).locator('input[name=text]').fill('half a sen')
  const number = (await page.context().cookies()).find(({ name }) => name === 'tipthread_phones')
  simulator.twilio.send(`+1555${number?.value}`, { text: 'from elsewhere' })
  await soon(() => sms(page).getByText('from elsewhere').count()).toBe(1)
  expect(await sms(page).locator('input[name=text]').inputValue()).toBe('half a sen')
  await page.close()
})

test('buttons on Telegram, by keyboard too', async () => {
  const { page } = await openPage()
  await write(telegram(page), 'I saw a raid at the plaza')
  const first = telegram(page).locator('.keyboard button').nth(1)
  const before = await telegram(page).locator('.message').count()
  await first.focus()
  await first.press('Enter')
  await soon(() => telegram(page).locator('.message').count()).toBeGreaterThan(before)
  await soon(() => telegram(page).locator('[aria-busy]').count()).toBe(0)
  await page.close()
})

test('the switches reach both doubles, and other phones begin anew', async () => {
  const { page } = await openPage()
  await write(sms(page), 'I saw a raid at the plaza')
  await page.getByLabel('Repeat').check()
  await soon(() => simulator.twilio.faults.repeat && simulator.telegram.faults.repeat).toBe(true)
  await page.getByLabel('Repeat').uncheck()
  await soon(() => simulator.twilio.faults.repeat).toBe(false)
  await page.getByRole('button', { name: 'New phones' }).click()
  await soon(() => sms(page).locator('.message').count()).toBe(0)
  await page.close()
})

test('in Spanish, with an app that says so to the line', async () => {
  const { page } = await openPage({ locale: 'es-MX' })
  expect(await page.locator('h1').textContent()).toBe('Dos teléfonos para probar')
  await write(telegram(page), 'Hola')
  expect(await telegram(page).locator('.message.line .text').textContent()).toMatch(/no es el 911/i)
  await page.getByRole('button', { name: 'English' }).click()
  await soon(() => page.locator('h1').textContent()).toBe('Two phones to try it on')
  await page.close()
})

test('the console stands beside the phones', async () => {
  const { page, complaints } = await openPage()
  const console = page.frameLocator('iframe')
  await soon(() => console.locator('h1').textContent()).toMatch(/Sign in|Tips/)
  expect(complaints).toEqual([])
  await page.close()
})

test('what the page does not know is refused', async () => {
  const post = (path: string, form: Record<string, string> = {}) =>
    fetch(`${address}/simulator${path}`, { method: 'POST', body: new URLSearchParams(form) })
  expect((await post('/phones/sms/send')).status).toBe(400)
  expect((await post('/phones/sms/constructor')).status).toBe(404)
  expect((await post('/phones/fax/send', { text: 'x' })).status).toBe(404)
  expect((await fetch(`${address}/simulator/twilio/2010-04-01/Accounts/x`)).status).toBe(401)
})
