/** What a check of a package found. */
export interface Found {
  /** What was checked, in words. */
  checked: string[]
  /** Everything that is wrong, in words. */
  wrong: string[]
}

/** Checks the package in a folder. */
export function verifyPackage(folder: string): Promise<Found>
