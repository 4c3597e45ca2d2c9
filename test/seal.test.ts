import { expect, test } from 'vitest'
import {
  blindIndexes,
  newDataKey,
  newRingKey,
  openDataKey,
  parseKeyRing,
} from '../src/seal/keys.ts'
import { open, openJson, seal, sealJson } from '../src/seal/seal.ts'

const ring = parseKeyRing(newRingKey('a'))

test('what is sealed opens again, lone surrogates and control characters included', () => {
  const { key, wrapped } = newDataKey(ring)
  const text = 'a\u0000\u0007\ud83d é 😀'
  expect(openJson(openDataKey(ring, wrapped), 'p', sealJson(key, 'p', { text }))).toEqual({ text })
})

test('one flipped bit, another purpose or another key does not open', () => {
  const { key } = newDataKey(ring)
  const sealed = seal(key, 'message:1', 'words')
  for (let at = 0; at < sealed.length; at++) {
    const broken = Uint8Array.from(sealed)
    broken[at] = (broken[at] ?? 0) ^ 1
    expect(() => open(key, 'message:1', broken), `byte ${at}`).toThrow()
  }
  expect(() => open(key, 'message:2', sealed)).toThrow()
  expect(() => open(newDataKey(ring).key, 'message:1', sealed)).toThrow()
})

test('equal words look different each time, addresses look equal', () => {
  const { key } = newDataKey(ring)
  expect(seal(key, 'p', 'same')).not.toEqual(seal(key, 'p', 'same'))
  expect(blindIndexes(ring, 'sms:+15555550101')).toEqual(blindIndexes(ring, 'sms:+15555550101'))
})

test('after a rotation the old rows still open and are still found', () => {
  const old = newRingKey('a')
  const before = parseKeyRing(old)
  const { key, wrapped } = newDataKey(before)
  const after = parseKeyRing(`${newRingKey('b')},${old}`)
  expect(openDataKey(after, wrapped).equals(key)).toBe(true)
  expect(blindIndexes(after, 'x')).toContainEqual(blindIndexes(before, 'x')[0])
})
