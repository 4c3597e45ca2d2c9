import ar from '../../locales/ar.json' with { type: 'json' }
import bn from '../../locales/bn.json' with { type: 'json' }
import en from '../../locales/en.json' with { type: 'json' }
import es from '../../locales/es.json' with { type: 'json' }
import fr from '../../locales/fr.json' with { type: 'json' }
import ht from '../../locales/ht.json' with { type: 'json' }
import ko from '../../locales/ko.json' with { type: 'json' }
import pl from '../../locales/pl.json' with { type: 'json' }
import pt from '../../locales/pt-BR.json' with { type: 'json' }
import ru from '../../locales/ru.json' with { type: 'json' }
import so from '../../locales/so.json' with { type: 'json' }
import ur from '../../locales/ur.json' with { type: 'json' }
import vi from '../../locales/vi.json' with { type: 'json' }
import zhHans from '../../locales/zh-Hans.json' with { type: 'json' }
import zhHant from '../../locales/zh-Hant.json' with { type: 'json' }
import type { Masked } from '../conversation/answer.ts'
import type { Danger, FoundWords, TimeWords } from '../conversation/script.ts'

/** One language: its tag (BCP 47), its own name, how it runs, and its file. */
export interface Language {
  code: string
  name: string
  direction: 'ltr' | 'rtl'
  file: LocaleFile
}

/** What the code itself reads from a locale file; everything else in it is looked up by key. */
interface LocaleFile {
  meta: { review: { state: string } }
  vocabulary: VocabularyWords
}

/** Words people type, as a native reader writes them; compared without case, accents and punctuation. */
export interface VocabularyWords {
  commands: Record<'back' | 'skip' | 'language' | 'status' | 'new' | 'delete', string[]>
  /** What speakers of this language call the others, and their own. */
  languages: Record<string, string[]>
  /** Everyday words, greetings among them, that give the language of a short message away. */
  common: string[]
  done: string[]
  safe: string[]
  unknown: string[]
  yes: string[]
  no: string[]
  joiners: string[]
  options: Record<string, Record<string, string[]>>
  /**
   * `months`: from January to December, each with the forms it is written in, where the calendar library
   * does not know the language, or what its people say of the hour; else none.
   */
  time: Record<Exclude<keyof TimeWords, 'weekdays'> | Weekday, string[]>
  /** Phrases to look for in an account, written as `conversation/extract/pattern.ts` reads them. */
  found: Record<'not' | 'agents' | 'plate' | 'badge', string[]> &
    Record<(typeof coded)[number], Record<string, string[]>> & {
      place: Record<keyof FoundWords['place'], string[]>
    }
  /**
   * Phrases that tell something grave, by kind, written the same way. A `child` and a `hurt` word close
   * together tell of a child hurt; phrases of `not` take back what they cover. They are looked for
   * whatever the thread's language is, so none may be an everyday word of another language.
   */
  danger: Record<Exclude<Danger, 'injury'> | 'hurt' | 'not', string[]>
  /**
   * Phrases that announce what views mask: a status itself, or what a number or an address comes after. In
   * languages that say the verb last an address stands before those of `home_before`. `named` may stand
   * between a child and its name.
   */
  private: Record<Exclude<Masked['kind'], 'phone' | 'child'> | 'home_before' | 'named', string[]>
}

/** The questions whose codes are looked for in an account. */
export const coded = ['agency', 'identification', 'acts', 'force'] as const

/** From Monday to Sunday, as the language files name them. */
export const weekdays = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
] as const
type Weekday = (typeof weekdays)[number]

/** Every language a line can speak. A new one is one line here and its file. English comes first. */
export const languages: readonly Language[] = [
  { code: 'en', name: 'English', direction: 'ltr', file: en },
  { code: 'es', name: 'Español', direction: 'ltr', file: es },
  { code: 'zh-Hans', name: '简体中文', direction: 'ltr', file: zhHans },
  { code: 'zh-Hant', name: '繁體中文', direction: 'ltr', file: zhHant },
  { code: 'ht', name: 'Kreyòl ayisyen', direction: 'ltr', file: ht },
  { code: 'ar', name: 'العربية', direction: 'rtl', file: ar },
  { code: 'vi', name: 'Tiếng Việt', direction: 'ltr', file: vi },
  { code: 'ru', name: 'Русский', direction: 'ltr', file: ru },
  { code: 'ko', name: '한국어', direction: 'ltr', file: ko },
  { code: 'pt-BR', name: 'Português (Brasil)', direction: 'ltr', file: pt },
  { code: 'fr', name: 'Français', direction: 'ltr', file: fr },
  { code: 'bn', name: 'বাংলা', direction: 'ltr', file: bn },
  { code: 'ur', name: 'اردو', direction: 'rtl', file: ur },
  { code: 'pl', name: 'Polski', direction: 'ltr', file: pl },
  { code: 'so', name: 'Soomaali', direction: 'ltr', file: so },
]
