import type { PreviousUpload, UrlStorage } from 'tus-js-client'

const prefix = 'tipthread.sending.'

/**
 * Where a file that is being sent was begun, so that it goes on there after the page was closed. The phone
 * keeps only that address, by a number made from the file, and only until the file is here.
 */
export function rememberFor(endpoint: string, file: File): UrlStorage & { name: string } {
  const said = `${endpoint} ${file.name} ${file.size} ${file.lastModified}`
  const name = prefix + numberOf(said).toString(36)
  return {
    name,
    findAllUploads: async () => [],
    findUploadsByFingerprint: async () => {
      const uploadUrl = onPhone((store) => store.getItem(name))
      const { size } = file
      const found = { size, metadata: {}, creationTime: '', urlStorageKey: name, uploadUrl }
      return uploadUrl ? [{ ...found, uploadUrl, parallelUploadUrls: null } as PreviousUpload] : []
    },
    removeUpload: async () => void onPhone((store) => store.removeItem(name)),
    addUpload: async (_, { uploadUrl }) => {
      onPhone((store) => store.setItem(name, uploadUrl ?? ''))
      return name
    },
  }
}

/** Some browsers refuse to keep anything. */
function onPhone<T>(use: (store: Storage) => T): T | undefined {
  try {
    return use(localStorage)
  } catch {
    return undefined
  }
}

/** 53 bits that tell files apart: FNV-1a over the text, twice. */
function numberOf(text: string): number {
  let [high, low] = [0x811c9dc5, 0xcbf29ce4]
  for (let at = 0; at < text.length; at++) {
    high = Math.imul(high ^ text.charCodeAt(at), 0x01000193)
    low = Math.imul(low ^ text.charCodeAt(text.length - 1 - at), 0x01000193)
  }
  return (high >>> 11) * 2 ** 32 + (low >>> 0)
}
