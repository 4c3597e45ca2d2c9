import { createPrivateKey, generateKeyPairSync } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import {
  openNote,
  signCheckpoint,
  signNote,
  verifierKey,
  verifyNote,
} from '../../src/ledger/note.ts'

// The example that the specification and Go's sumdb/note publish.
const publishedSigner = 'example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k'
const publishedNote = `This is an example message.

\u2014 example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=
`
const { privateKey } = generateKeyPairSync('ed25519')
const other = generateKeyPairSync('ed25519').privateKey
const origin = 'tips.example.org/ledger'
const signer = verifierKey(privateKey, origin)
const checkpoint = { origin, size: 20, root: Buffer.alloc(32, 7) }

describe('a signed note', () => {
  test('as published opens with its key', () => {
    expect(openNote(publishedNote, [publishedSigner])).toBe('This is an example message.\n')
  })

  test('names keys by the hash that is published for this one', () => {
    const bytes = Buffer.from('6TJ5GubnqECkYWTJBHhkJtXngh3YspoA1hyucq/dTaQ=', 'base64')
    expect(publishedSigner).toContain(Buffer.concat([Buffer.of(1), bytes]).toString('base64'))
  })

  test('does not open when a letter of it is another, or by another key', () => {
    expect(openNote(publishedNote.replace('This', 'That'), [publishedSigner])).toBeUndefined()
    expect(openNote(publishedNote, [signer])).toBeUndefined()
    expect(openNote(publishedNote.slice(0, -1), [publishedSigner])).toBeUndefined()
    expect(openNote('', [publishedSigner])).toBeUndefined()
  })

  test('may be signed by others too, such as witnesses', () => {
    const theirs = signNote(other, 'witness.example.net', 'text\n').split('\n\n')[1]
    const note = signNote(privateKey, origin, 'text\n') + theirs
    expect(openNote(note, [signer])).toBe('text\n')
    expect(openNote(note, [verifierKey(other, 'witness.example.net')])).toBe('text\n')
  })

  test('is refused when the signature of a known key is wrong, whoever else signed', () => {
    const good = signNote(privateKey, origin, 'text\n')
    const forged = signNote(other, 'witness.example.net', 'more\n').split('\n\n')[1]
    const known = [signer, verifierKey(other, 'witness.example.net')]
    expect(openNote(good + forged, known)).toBeUndefined()
  })
})

describe('a checkpoint', () => {
  test('is three lines, a gap and a signature', () => {
    const note = signCheckpoint(privateKey, checkpoint)
    const [text, signature] = note.split('\n\n')
    expect(text).toBe(`${origin}\n20\n${checkpoint.root.toString('base64')}`)
    expect(signature).toMatch(/^\u2014 tips\.example\.org\/ledger [A-Za-z0-9+/]{91}=\n$/)
    expect(verifyNote(note, [signer])).toEqual(checkpoint)
  })

  test('by another key, or with another size or root, is none', () => {
    const note = signCheckpoint(privateKey, checkpoint)
    expect(verifyNote(note, [verifierKey(other, origin)])).toBeUndefined()
    expect(verifyNote(note.replace('\n20\n', '\n21\n'), [signer])).toBeUndefined()
    expect(verifyNote(note.replace('Bwc', 'Bwd'), [signer])).toBeUndefined()
    expect(
      verifyNote(signNote(privateKey, origin, `${origin}\n020\nx\n`), [signer]),
    ).toBeUndefined()
  })

  test('keeps the same verifier key for the same private key', () => {
    const der = privateKey.export({ format: 'der', type: 'pkcs8' })
    const again = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
    expect(verifierKey(again, origin)).toBe(signer)
  })
})
