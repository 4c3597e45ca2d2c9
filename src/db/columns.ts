import type { ColumnType } from 'kysely'

/** Written once, never changed. */
export type Fixed<T> = ColumnType<T, T, never>
/** Drivers read `timestamptz` as Date. */
export type Time = ColumnType<Date, Date | string, Date | string>
export type FixedTime = ColumnType<Date, Date | string, never>
export type Bytes = ColumnType<Uint8Array, Uint8Array, Uint8Array>
