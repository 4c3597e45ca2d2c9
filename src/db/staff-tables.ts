import type { Generated } from 'kysely'
import type { Bytes, Fixed, FixedTime, Time } from './columns.ts'
import type { Role } from './schema.ts'

export interface InvestigatorTable {
  id: Fixed<string>
  email: string
  name: string
  role: Generated<Role>
  email_verified: Generated<boolean>
  image: string | null
  created_at: FixedTime
  updated_at: Time
}

export interface InvestigatorAccountTable {
  id: Fixed<string>
  account_id: string
  provider_id: string
  user_id: string
  access_token: string | null
  refresh_token: string | null
  id_token: string | null
  access_token_expires_at: Time | null
  refresh_token_expires_at: Time | null
  scope: string | null
  password: string | null
  created_at: FixedTime
  updated_at: Time
}

export interface InvestigatorSessionTable {
  id: Fixed<string>
  user_id: string
  token: string
  expires_at: Time
  ip_address: string | null
  user_agent: string | null
  created_at: FixedTime
  updated_at: Time
}

export interface InvestigatorVerificationTable {
  id: Fixed<string>
  identifier: string
  value: string
  expires_at: Time
  created_at: FixedTime
  updated_at: Time
}

export interface RateLimitTable {
  /** A keyed hash of what is limited: an e-mail or network address never stands here. */
  key: Fixed<string>
  count: number
  since: Time
}

export interface ApiTokenTable {
  id: Fixed<string>
  name: string
  role: Role
  /** SHA-256 of the token; the token itself is shown once. */
  hash: Bytes
  created_at: FixedTime
  last_used_at: Time | null
}
