/** What a person sees on the phone. Kept in memory, bounded, gone with the process. */
export interface Phone {
  /** The person's number or chat id. */
  address: string
  messages: PhoneMessage[]
  /** The person blocked the bot, or the carrier holds a STOP. */
  blocked: boolean
}

export interface PhoneMessage {
  id: string
  by: 'person' | 'line' | 'carrier'
  /** Unix milliseconds. */
  at: number
  text: string
  files: PhoneFile[]
  place?: Place
  buttons?: PhoneButton[][]
  /** Whether the provider has handed a message of the person's to us. */
  state: 'sending' | 'sent' | 'lost'
  edited?: boolean
}

export interface PhoneButton {
  label: string
  data: string
  /** Pressed, and not yet acknowledged. */
  pending?: boolean
}

export interface PhoneFile {
  id: string
  type: string
  name?: string
  bytes: Uint8Array
}

export interface Place {
  latitude: number
  longitude: number
  label?: string
}

/** What is not said: an id of its own, now, no files, arrived. */
type NewMessage = Pick<PhoneMessage, 'by' | 'text'> & Partial<PhoneMessage>

/** The phones a double knows, and a number that grows with every change, for pages that watch. */
export interface Phones {
  /** The phone at an address, a new one if need be. */
  at(address: string): Phone
  find(address: string): Phone | undefined
  add(address: string, message: NewMessage): PhoneMessage
  message(address: string, id: string): PhoneMessage | undefined
  /** Takes a message off the phone. False if it is not there. */
  remove(address: string, id: string): boolean
  /** To be called after changing a message or a phone in place. */
  changed(): void
  revision(): number
}

const phonesMost = 50
const messagesMost = 300

export function createPhones(): Phones {
  const phones = new Map<string, Phone>()
  let revision = 0

  function at(address: string): Phone {
    const known = phones.get(address)
    if (known) return known
    const phone: Phone = { address, messages: [], blocked: false }
    phones.set(address, phone)
    dropOldest(phones, phonesMost)
    return phone
  }

  return {
    at,
    add(address, message) {
      const { messages } = at(address)
      const added: PhoneMessage = {
        id: crypto.randomUUID(),
        at: Date.now(),
        files: [],
        state: 'sent',
        ...message,
      }
      messages.push(added)
      if (messages.length > messagesMost) messages.shift()
      revision++
      return added
    },
    find: (address) => phones.get(address),
    message: (address, id) => phones.get(address)?.messages.find((message) => message.id === id),
    remove(address, id) {
      const messages = phones.get(address)?.messages ?? []
      const place = messages.findIndex((message) => message.id === id)
      if (place < 0) return false
      messages.splice(place, 1)
      revision++
      return true
    },
    changed: () => void revision++,
    revision: () => revision,
  }
}

/** Keeps a map to its newest entries. */
export function dropOldest(map: Map<string, unknown>, most: number): void {
  for (const key of map.keys()) {
    if (map.size <= most) return
    map.delete(key)
  }
}
