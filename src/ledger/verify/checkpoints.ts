import type { KeyRing } from '../../seal/keys.ts'
import { signingKeys } from '../../seal/keys.ts'
import { type CheckpointText, verifierKey, verifyNote } from '../note.ts'
import type { Checkpoint } from '../store.ts'
import { addFinding, type Findings, timeOf } from './findings.ts'

/** Who may have signed a checkpoint that names this origin. */
export type Signers = (origin: string) => string[]

/** Every key of the ring, under whatever address the ledger had then, and keys that were told of. */
export function signersOf(ring: KeyRing, told: string[] = []): Signers {
  const keys = signingKeys(ring)
  return (origin) => {
    if (!/^[^+\s]+$/.test(origin)) return told
    return [...keys.map((key) => verifierKey(key, origin)), ...told]
  }
}

/** What a checkpoint says, if it is signed and its row says the same. */
export function checkNote(
  findings: Findings,
  signers: Signers,
  { size, root, note, at }: Checkpoint,
): CheckpointText | undefined {
  const subject = `checkpoint ${size}`
  const about = `The checkpoint of ${timeOf(at)} over ${size} events`
  const signed = readCheckpoint(signers, note)
  if (!signed) {
    const says = `${about} is not signed by a key of this ledger: it is forged, or its key is no longer in TIPTHREAD_KEYS.`
    addFinding(findings, 'checkpoint-unsigned', subject, says)
    return undefined
  }
  if (signed.size !== size || Buffer.compare(signed.root, root) !== 0) {
    const says = `${about} was signed over ${signed.size} events; its row was changed.`
    addFinding(findings, 'checkpoint-altered', subject, says)
  }
  return signed
}

/** A checkpoint that one of this ledger's keys signed. */
export function readCheckpoint(signers: Signers, note: string): CheckpointText | undefined {
  const [origin = ''] = note.split('\n')
  return verifyNote(note, signers(origin))
}
