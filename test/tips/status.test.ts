import { expect, test } from 'vitest'
import { mayBecome, nextStatuses, statuses } from '../../src/tips/status.ts'

test('a tip may be taken up, put aside and taken up again, but never become new', () => {
  expect(mayBecome('new', 'open')).toBe(true)
  expect(mayBecome('closed', 'open')).toBe(true)
  expect(mayBecome('spam', 'open')).toBe(true)
  const others = statuses.filter((status) => status !== 'new')
  for (const status of others) expect(mayBecome(status, 'new'), status).toBe(false)
})

test('spam is no way to close and closing is no way to call it spam', () => {
  expect(mayBecome('spam', 'closed')).toBe(false)
  expect(mayBecome('closed', 'spam')).toBe(false)
})

test('every status can stay and can be left', () => {
  for (const status of statuses) {
    expect(nextStatuses(status)[0]).toBe(status)
    expect(nextStatuses(status).length, status).toBeGreaterThan(1)
  }
})
