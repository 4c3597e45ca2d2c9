import { expect, test } from 'vitest'
import { createAssets } from '../../src/web/assets.ts'

test('an address changes with the content and with nothing else', () => {
  const of = (text: string) => createAssets('/x', { 'a.css': text }).url('a.css')
  expect(of('p{}')).toBe(of('p{}'))
  expect(of('p{}')).not.toBe(of('q{}'))
  expect(of('p{}')).toMatch(/^\/x\/a\.[0-9a-f]{12}\.css$/)
})

test('only what there is is served', async () => {
  const assets = createAssets('/x', { 'a.js': 'let a' })
  const path = assets.url('a.js').slice('/x'.length)
  const response = await assets.routes.request(path)
  expect([await response.text(), response.headers.get('Content-Type')]).toEqual([
    'let a',
    'text/javascript; charset=utf-8',
  ])
  expect((await assets.routes.request('/a.js')).status).toBe(404)
})
