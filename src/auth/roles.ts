import type { Role } from '../db/schema.ts'

/** Every role, the most powerful first. */
export const roles = [
  'administrator',
  'supervisor',
  'investigator',
  'viewer',
  'auditor',
] as const satisfies Role[]

/** Who is asking: a person who signed in or a program with a token. */
export interface Identity {
  id: string
  role: Role
  kind: 'investigator' | 'token'
  name: string
}

/** Whether the role may put a legal hold on a tip or lift it. */
export function mayHold(role: Role): boolean {
  return role === 'administrator' || role === 'supervisor'
}

/** Whether the role may change tips and write to people. Viewers and auditors only read. */
export function mayWrite(role: Role): boolean {
  return role !== 'viewer' && role !== 'auditor'
}

/** Whether the role may, with a reason, see what views hide: masked words and the address behind a tip. */
export function mayUnseal(role: Role): boolean {
  return mayWrite(role)
}

/** Whether the role watches over the ledger. */
export function mayAudit(role: Role): boolean {
  return role === 'administrator' || role === 'auditor'
}

/** Whether the role may take a tip out, as a package for a prosecutor. */
export function mayExport(role: Role): boolean {
  return mayWrite(role)
}

/** Whether the role may open and save what people sent, byte for byte. Others see copies. */
export function mayOpenOriginals(role: Role): boolean {
  return mayWrite(role)
}
