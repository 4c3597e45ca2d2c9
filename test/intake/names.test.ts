import { expect, it } from 'vitest'
import { cleanName, cleanType } from '../../src/evidence/upload/name.ts'

it('a long name is cut between letters', () => {
  const name = cleanName(`${'a'.repeat(199)}😀.jpg`) ?? ''
  expect(name.isWellFormed()).toBe(true)
  expect(name).toHaveLength(199)
})

it('a name is plain words, whatever signs are hidden in it', () => {
  expect(cleanName('photo\u202egpj.exe')).toBe('photogpj.exe')
  expect(cleanName('a\u0000b\r\n.jpg')).toBe('ab.jpg')
  expect(cleanName('..\\..\\ ')).toBeUndefined()
  expect(cleanType('TEXT/html; charset=x')).toBe('text/html')
  expect(cleanType('<script>')).toBeUndefined()
})
