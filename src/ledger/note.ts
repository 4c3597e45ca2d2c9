import { createHash, createPublicKey, type KeyObject, sign, verify } from 'node:crypto'

/** Signed notes as C2SP writes them (c2sp.org/signed-note), with Ed25519 and the text of a checkpoint. */

/** A checkpoint's three lines (c2sp.org/tlog-checkpoint). */
export interface CheckpointText {
  origin: string
  size: number
  root: Uint8Array
}

const ed25519 = Buffer.of(1)
const dash = '\u2014'

/** Signs a checkpoint. The key's name is the origin. */
export function signCheckpoint(key: KeyObject, { origin, size, root }: CheckpointText): string {
  const text = `${origin}\n${size}\n${Buffer.from(root).toString('base64')}\n`
  return signNote(key, origin, text)
}

/** Signs any text that ends with a line break. */
export function signNote(key: KeyObject, name: string, text: string): string {
  const signature = sign(null, Buffer.from(text), key)
  const line = Buffer.concat([keyHash(name, publicBytes(key)), signature]).toString('base64')
  return `${text}\n${dash} ${name} ${line}\n`
}

/** A key as others need it to check notes: name, hash and public key in one line. */
export function verifierKey(key: KeyObject, name: string): string {
  const bytes = publicBytes(key)
  const encoded = Buffer.concat([ed25519, bytes]).toString('base64')
  return `${name}+${keyHash(name, bytes).toString('hex')}+${encoded}`
}

/** The text of a note, if one of the verifier keys signed it and none of them is misused; else nothing. */
export function openNote(note: string, signers: string[]): string | undefined {
  const end = note.lastIndexOf('\n\n')
  const text = note.slice(0, end + 1)
  const lines = note.slice(end + 2).split('\n')
  if (end < 0 || lines.pop() !== '') return undefined
  const known = signers.map(readVerifierKey)
  const verdicts = lines.map((line) => checkLine(line, text, known))
  return verdicts.includes('good') && !verdicts.includes('bad') ? text : undefined
}

/** The checkpoint in a note that one of the verifier keys signed; nothing if the note is not that. */
export function verifyNote(note: string, signers: string[]): CheckpointText | undefined {
  const text = openNote(note, signers)
  const [, origin = '', size = '', root = ''] =
    /^([^\n]+)\n(0|[1-9]\d{0,15})\n([A-Za-z0-9+/]{43}=)\n/.exec(text ?? '') ?? []
  if (!origin) return undefined
  return { origin, size: Number(size), root: Buffer.from(root, 'base64') }
}

interface Verifier {
  name: string
  hash: Buffer
  key: KeyObject
}

/** Whether a text is a verifier key. */
export function isVerifierKey(text: string): boolean {
  try {
    return readVerifierKey(text).name !== ''
  } catch {
    return false
  }
}

function readVerifierKey(text: string): Verifier {
  const [, name = '', hex = '', base64 = ''] = /^([^+\s]+)\+([0-9a-f]{8})\+(\S+)$/.exec(text) ?? []
  const bytes = Buffer.from(base64, 'base64')
  const hash = keyHash(name, bytes.subarray(1))
  if (bytes.length !== 33 || bytes[0] !== 1 || hash.toString('hex') !== hex) {
    throw new Error('this is no verifier key')
  }
  return { name, hash, key: publicKeyOf(bytes.subarray(1)) }
}

function checkLine(line: string, text: string, known: Verifier[]): 'good' | 'bad' | 'unknown' {
  const [, name, base64 = ''] = /^\u2014 ([^+\s]+) ([A-Za-z0-9+/]+={0,2})$/.exec(line) ?? []
  if (!name) return 'bad'
  const bytes = Buffer.from(base64, 'base64')
  const signer = known.find((one) => one.name === name && one.hash.equals(bytes.subarray(0, 4)))
  if (!signer) return 'unknown'
  return verify(null, Buffer.from(text), signer.key, bytes.subarray(4)) ? 'good' : 'bad'
}

function keyHash(name: string, bytes: Uint8Array): Buffer {
  const hash = createHash('sha256').update(`${name}\n`).update(ed25519).update(bytes)
  return hash.digest().subarray(0, 4)
}

/** The last 32 bytes of the key's DER form are the key itself (RFC 8410). */
function publicBytes(key: KeyObject): Buffer {
  return createPublicKey(key).export({ type: 'spki', format: 'der' }).subarray(-32)
}

const spkiHead = Buffer.from('302a300506032b6570032100', 'hex')

function publicKeyOf(bytes: Uint8Array): KeyObject {
  return createPublicKey({ key: Buffer.concat([spkiHead, bytes]), format: 'der', type: 'spki' })
}
