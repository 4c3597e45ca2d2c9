/**
 * What most people speak where a number is from, of ours; by the number's first digits. Numbers of the
 * United States and Canada tell nothing but for Puerto Rico and the Dominican Republic.
 * Source: ITU-T E.164, assigned country codes.
 */
const spokenAt: Readonly<Record<string, readonly string[]>> = {
  es: [
    ...['1787', '1939', '1809', '1829', '1849', '34', '51', '52', '53', '54', '56', '57', '58'],
    ...['502', '503', '504', '505', '506', '507', '591', '593', '595', '598', '240'],
  ],
  'pt-BR': ['55', '351', '238', '244', '245', '258'],
  ht: ['509'],
  fr: ['33', '32', '221', '223', '224', '225', '226', '227', '228', '229', '237', '241', '243'],
  ar: [
    ...['20', '212', '213', '216', '218', '249', '961', '962', '963', '964', '965', '966', '967'],
    ...['968', '970', '971', '973', '974'],
  ],
  vi: ['84'],
  ru: ['7', '375', '996'],
  ko: ['82'],
  'zh-Hans': ['86', '65'],
  'zh-Hant': ['886', '852', '853'],
  bn: ['880'],
  ur: ['92'],
  pl: ['48'],
  so: ['252', '253'],
  en: ['44', '61', '64', '353', '1876', '234', '233', '254'],
}

const languages = new Map(
  Object.entries(spokenAt).flatMap(([code, prefixes]) => prefixes.map((one) => [one, code])),
)

/** The language a number's country speaks, of ours, or nothing. */
export function languageOfNumber(address: string | undefined): string | undefined {
  if (!address?.startsWith('+')) return undefined
  for (let digits = 4; digits > 0; digits--) {
    const code = languages.get(address.slice(1, digits + 1))
    if (code) return code
  }
  return undefined
}
