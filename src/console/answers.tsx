import type { AnswerRecord, TipRecord } from '../tips/record.ts'
import { Finding, isOpen } from './findings.tsx'
import { Masked, UntilSafe } from './masked.tsx'
import { onClock, utc } from './times.tsx'
import { type Words, askedAs, optionLabel } from './words.ts'

interface Shown {
  tip: TipRecord
  words: Words
  timeZone: string
  writes: boolean
}

/** Everything asked and answered, in the order of the script; what was not asked comes last. */
export function Answers(shown: Shown) {
  const { tip, words } = shown
  const answers = Object.entries(tip.answers)
  const isGiven = (answer: AnswerRecord) => answer.state !== 'not_asked' || isOpen(answer)
  const given = answers.filter(([, answer]) => isGiven(answer))
  const open = answers.filter(([, answer]) => !isGiven(answer))
  return (
    <section class="answers" aria-labelledby="answers-title">
      <header class="part-head">
        <h2 id="answers-title">{words('answers.title')}</h2>
        <label class="toggle">
          <input type="checkbox" class="show-asked" /> {words('answers.show_asked')}
        </label>
      </header>
      <p class="hint">{words(`answers.${hintOf(tip)}`)}</p>
      <dl>
        {given.map(([question, answer]) => (
          <Item question={question} answer={answer} shown={shown} />
        ))}
      </dl>
      {open.length > 0 && (
        <p class="not-asked">
          <span>{words('answers.not_asked')}</span>{' '}
          {open.map(([question]) => words(`question.${question}`)).join(' · ')}
        </p>
      )}
    </section>
  )
}

function hintOf({ stage, erased_at }: TipRecord): string {
  if (stage === 'withdrawn') return 'withdrawn'
  return erased_at ? 'erased' : 'alleged'
}

function Item(props: { question: string; answer: AnswerRecord; shown: Shown }) {
  const { question, answer, shown } = props
  const { words } = shown
  const asked = askedAs(words, question)
  return (
    <div class="answer" id={`answer-${question}`}>
      <dt>
        {words(`question.${question}`)}
        {answer.derived_by && answer.state === 'answered' && (
          <span class="origin">{words(`answers.derived.${originOf(answer)}`)}</span>
        )}
        {asked && <span class="asked">{asked}</span>}
      </dt>
      <dd>
        {answer.state === 'answered' && <Value question={question} answer={answer} shown={shown} />}
        {answer.state !== 'answered' && answer.state !== 'not_asked' && (
          <p class="state">{words(`answers.state.${answer.state}`)}</p>
        )}
        {isOpen(answer) && (
          <Finding {...{ question, answer, words }} code={shown.tip.code} writes={shown.writes}>
            <Value
              question={question}
              answer={{ ...answer, value: answer.finding?.value }}
              shown={shown}
            />
          </Finding>
        )}
        {answer.until_safe && <UntilSafe words={words} />}
        {answer.unreadable && <p class="alert">{words('answers.unreadable')}</p>}
      </dd>
    </div>
  )
}

/** What was read from an account and then confirmed is marked by who said so. */
function originOf({ derived_by, finding }: AnswerRecord): string {
  return finding?.confirmed === 'person' ? 'found' : (derived_by ?? '')
}

function Value(props: { question: string; answer: AnswerRecord; shown: Shown }) {
  const { question, answer, shown } = props
  const { value, hidden } = answer
  const { words, tip } = shown
  const quote = (text: string) => (
    <Quote text={text} hidden={hidden} language={tip.language} words={words} />
  )
  if (typeof value === 'string') return value ? quote(value) : null
  if (Array.isArray(value)) {
    return (
      <>
        <ul class="codes">
          {value.map((code) => (
            <li class="chip">{optionLabel(words, question, code)}</li>
          ))}
        </ul>
        {answer.words && quote(answer.words)}
      </>
    )
  }
  if (!value) return null
  return (
    <>
      {'precision' in value ? <Moment moment={value} shown={shown} /> : <Spot place={value} />}
      {value.words && quote(value.words)}
    </>
  )
}

function Moment(props: {
  moment: { at: string | null; precision: string; time_zone: string }
  shown: Shown
}) {
  const { moment, shown } = props
  const { words } = shown
  if (!moment.at) return <p class="moment">{words('answers.no_time')}</p>
  return (
    <p class="moment">
      <time datetime={moment.at}>{onClock(words, moment.at, shown.timeZone)}</time>
      <span class="utc">{utc(words, moment.at)}</span>
      <span class="precision">{words(`answers.precision.${moment.precision}`)}</span>
    </p>
  )
}

function Spot({ place }: { place: { latitude: number | null; longitude: number | null } }) {
  if (place.latitude === null || place.longitude === null) return null
  return (
    <p class="spot">
      <bdi>
        {place.latitude.toFixed(5)}, {place.longitude.toFixed(5)}
      </bdi>
    </p>
  )
}

function Quote(props: {
  text: string
  hidden: AnswerRecord['hidden']
  language: string
  words: Words
}) {
  const { text, hidden = [], language, words } = props
  return (
    <blockquote dir="auto" lang={language}>
      <Masked text={text} hidden={hidden} words={words} />
    </blockquote>
  )
}
