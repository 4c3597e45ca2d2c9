import { Agent, get } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { Hono } from 'hono'
import { expect, test } from 'vitest'
import type { WithDeps } from '../src/deps.ts'
import { listen } from '../src/node.ts'

/** A server that takes a moment for each request, and a proxy that keeps its connection open. */
async function behindProxy() {
  const app = new Hono<WithDeps>()
  const begun = Promise.withResolvers<void>()
  app.get('/', async (c) => {
    begun.resolve()
    await sleep(150)
    return c.text('answered')
  })
  const { port, stop } = await listen(app, { port: 0, host: '127.0.0.1' })
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const ask = () =>
    new Promise<number | undefined>((resolve) => {
      get({ port, host: '127.0.0.1', agent }, (response) => {
        response.resume().once('end', () => resolve(response.statusCode))
      }).once('error', () => resolve(undefined))
    })
  return { ask, stop, begun: begun.promise, close: () => agent.destroy() }
}

test('ends although a proxy goes on asking, and answers what has begun', async () => {
  const { ask, stop, begun, close } = await behindProxy()
  const first = ask()
  await begun
  let stopped = false
  const end = stop().then(() => (stopped = true))
  const answers = [await first]
  while (!stopped && answers.length < 20) answers.push(await ask())
  expect(answers.length).toBeLessThan(5)
  expect(answers[0]).toBe(200)
  await end
  close()
})

test('ends at once when the last request is answered', async () => {
  const { ask, stop, begun, close } = await behindProxy()
  const first = ask()
  await begun
  const asked = Date.now()
  await stop()
  expect(Date.now() - asked).toBeLessThan(3_000)
  expect(await first).toBe(200)
  close()
})
