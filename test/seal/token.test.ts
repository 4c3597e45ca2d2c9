import { expect, test } from 'vitest'
import { newRingKey, parseKeyRing } from '../../src/seal/keys.ts'
import { openToken, sealToken } from '../../src/seal/token.ts'

const old = newRingKey('a')
const ring = parseKeyRing(old)

test('a token opens where the same keys are, also after a rotation, and fits into an address', () => {
  const value = { q: 'María & 王 😀' }
  const token = sealToken(ring, 'find', value)
  expect(token).toMatch(/^[\w-]+$/)
  expect(openToken(parseKeyRing(old), 'find', token)).toEqual(value)
  expect(openToken(parseKeyRing(`${newRingKey('b')},${old}`), 'find', token)).toEqual(value)
  expect(sealToken(ring, 'find', value)).not.toBe(token)
})

test('other keys, another purpose, a changed or a made-up token open nothing', () => {
  const token = sealToken(ring, 'find', { q: 'red car' })
  expect(openToken(parseKeyRing(newRingKey('a')), 'find', token)).toBeUndefined()
  expect(openToken(ring, 'other', token)).toBeUndefined()
  const changed = token.slice(0, 30) + (token[30] === 'A' ? 'B' : 'A') + token.slice(31)
  expect(openToken(ring, 'find', changed)).toBeUndefined()
  for (const odd of ['', 'A', 'not-a-token', '%00', token.slice(0, 20), 'A'.repeat(5000)]) {
    expect(openToken(ring, 'find', odd), odd).toBeUndefined()
  }
})
