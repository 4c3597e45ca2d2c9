import { z } from 'zod'

const degrees = (most: number) => z.coerce.number().min(-most).max(most)
const Parts = z.tuple([degrees(90), degrees(180), z.coerce.number().positive().max(20_000)])

/** `latitude,longitude,kilometres` of an address, read. */
export const Near = z
  .string()
  .max(100)
  .transform((text, context) => {
    const parts = text.split(',').map((part) => part.trim())
    const parsed = Parts.safeParse(parts.every(Boolean) ? parts : [])
    if (parsed.success) {
      const [latitude, longitude, km] = parsed.data
      return { latitude, longitude, km }
    }
    context.addIssue('latitude, longitude and kilometres, such as 41.88,-87.63,5')
    return z.NEVER
  })
