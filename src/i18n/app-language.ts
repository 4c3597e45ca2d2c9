import { languages } from './languages.ts'

const tags = languages.map(({ code }) => ({ code, tag: new Intl.Locale(code).maximize() }))

/**
 * The language of ours that an app's language tag (BCP 47) stands for: `es-MX` for `es`, `zh-TW` for
 * `zh-Hant`. The same language in another script is better than none.
 */
export function languageOfApp(
  app_language: string | undefined,
  offered: readonly string[],
): string | undefined {
  const wanted = parseTag(app_language)
  if (!wanted) return undefined
  const near = tags.filter(
    ({ code, tag }) => offered.includes(code) && tag.language === wanted.language,
  )
  return (near.find(({ tag }) => tag.script === wanted.script) ?? near[0])?.code
}

/** Apps send what they like; what is no language tag says nothing. */
function parseTag(tag: string | undefined): Intl.Locale | undefined {
  try {
    return tag ? new Intl.Locale(tag.replaceAll('_', '-')).maximize() : undefined
  } catch {
    return undefined
  }
}
