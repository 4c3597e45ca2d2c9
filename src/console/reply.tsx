import type { Traits } from '../channels/channel.ts'
import { templates } from '../conversation/templates.ts'
import { languages } from '../i18n/languages.ts'
import type { TipRecord } from '../tips/record.ts'
import { type Words, languageName, templateText } from './words.ts'

/** Where an investigator writes into the thread. */
export function Reply(props: { tip: TipRecord; traits: Traits; words: Words; text: string }) {
  const { tip, traits, words, text } = props
  const { limit, segments } = traits
  const codes = new Set([tip.language, ...languages.map(({ code }) => code)])
  return (
    <>
      <form method="post" action={`/console/tips/${tip.code}/messages`} class="reply" id="reply">
        <label for="reply-text">
          {words('reply.label', {
            alias: tip.contact.alias,
            channel: words(`channel.${tip.channel}`),
          })}
        </label>
        <textarea
          id="reply-text"
          name="text"
          rows={3}
          required
          dir="auto"
          maxlength={limit}
          aria-describedby="reply-hint reply-cost"
          data-segments={segments ? 'yes' : undefined}
        >
          {text}
        </textarea>
        <div class="reply-foot">
          <label class="reply-language">
            <span>{words('reply.language')}</span>
            <select name="language">
              {[...codes].map((code) => (
                <option value={code}>{languageName(words, code)}</option>
              ))}
            </select>
          </label>
          <output
            id="reply-cost"
            for="reply-text"
            data-one={words('reply.segment')}
            data-other={words('reply.segments')}
            data-left={words('reply.left')}
          ></output>
          <button type="submit">{words('reply.send')}</button>
        </div>
        <p class="hint" id="reply-hint">
          {words('reply.hint', { language: languageName(words, tip.language) })}
        </p>
      </form>
      <Templates tip={tip} words={words} />
    </>
  )
}

/** Reviewed questions, read here in the investigator's language and sent in the person's. */
function Templates({ tip, words }: { tip: TipRecord; words: Words }) {
  return (
    <form method="post" action={`/console/tips/${tip.code}/messages`} class="reply template">
      <label class="reply-language">
        <span>{words('reply.template')}</span>
        <select name="template" required>
          <option value="">{words('reply.choose')}</option>
          {templates.map(({ id }) => (
            <option value={id}>{templateText(words, id)}</option>
          ))}
        </select>
      </label>
      <button type="submit">{words('reply.send_template')}</button>
    </form>
  )
}
