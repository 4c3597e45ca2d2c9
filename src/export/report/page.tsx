import { raw } from 'hono/html'
import style from './page.css?raw'
import type { Printed } from './press.ts'
import type { Block, Report, Said, TalkRow } from './report.ts'

/** A report as one HTML file that needs nothing else: its fonts are inside, and nothing in it runs. */
export function reportPage(report: Report, fonts: Omit<Printed, 'pdf'>): string {
  const page = (
    <html lang={report.language}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta http-equiv="Content-Security-Policy" content={policy} />
        <title>{report.running}</title>
        <style>{raw(style + fontRules(fonts))}</style>
      </head>
      <body>
        <h1>{report.title}</h1>
        <p class="subtitle">{report.subtitle}</p>
        <p class="warning">{report.warning}</p>
        {report.sections.map(({ title, blocks }) => (
          <section>
            <h2>{title}</h2>
            {blocks.map((block) => (
              <Piece block={block} />
            ))}
          </section>
        ))}
      </body>
    </html>
  )
  return `<!doctype html>\n${String(page)}\n`
}

const policy = "default-src 'none'; style-src 'unsafe-inline'; font-src data:"

function Piece({ block }: { block: Block }) {
  switch (block.type) {
    case 'note':
      return <p class="note">{block.text}</p>
    case 'facts':
      return <Facts rows={block.rows} />
    case 'quote':
      return (
        <figure>
          <blockquote lang={block.said.language} dir={block.said.direction}>
            {block.said.text}
          </blockquote>
          <figcaption class="hint">{block.hint}</figcaption>
        </figure>
      )
    case 'talk':
      return (
        <ol class="talk">
          {block.rows.map((row) => (
            <Turn row={row} />
          ))}
        </ol>
      )
    case 'cards':
      return <Cards rows={block.rows} />
    case 'table':
      return <Table head={block.head} rows={block.rows} />
  }
}

function Facts({ rows }: { rows: Extract<Block, { type: 'facts' }>['rows'] }) {
  return (
    <dl>
      {rows.map(({ label, value, hint }) => (
        <>
          <dt>
            {label}
            {hint && <span class="hint">{hint}</span>}
          </dt>
          <dd>
            {value.map((said) => (
              <Words said={said} />
            ))}
          </dd>
        </>
      ))}
    </dl>
  )
}

function Words({ said: { text, language, direction, mono } }: { said: Said }) {
  if (mono) {
    return (
      <p>
        <code>{text}</code>
      </p>
    )
  }
  return (
    <p lang={language} dir={direction}>
      {text}
    </p>
  )
}

function Turn({ row: { side, who, at, said, notes } }: { row: TalkRow }) {
  return (
    <li>
      <div class="who">
        {who}
        {[at, ...notes].map((note) => (
          <span class="hint">{note}</span>
        ))}
      </div>
      <div class={`said ${side}`}>
        {said.map((one) => (
          <Words said={one} />
        ))}
      </div>
    </li>
  )
}

function Cards({ rows }: { rows: Extract<Block, { type: 'cards' }>['rows'] }) {
  return (
    <>
      {rows.map(({ title, facts, hashes }) => (
        <div class="card">
          <h3>{title}</h3>
          {facts.map((fact) => (
            <p>{fact}</p>
          ))}
          {hashes.map(({ label, value }) => (
            <p>
              {label} <code>{value}</code>
            </p>
          ))}
        </div>
      ))}
    </>
  )
}

function Table({ head, rows }: { head: string[]; rows: string[][] }) {
  return (
    <table>
      <thead>
        <tr>
          {head.map((cell) => (
            <th scope="col">{cell}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr>
            {row.map((cell) => (
              <td>{cell}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function fontRules({ faces, families }: Omit<Printed, 'pdf'>): string {
  const rules = faces.map(({ family, weight, bytes }) => {
    const data = Buffer.from(bytes).toString('base64')
    return `@font-face{font-family:"${family}";font-weight:${weight};src:url(data:font/ttf;base64,${data})}`
  })
  const stacks = Object.entries(families).map(([language, names]) => {
    const stack = [...names.map((name) => `"${name}"`), 'sans-serif'].join(',')
    return `:lang(${language}){font-family:${stack}}`
  })
  return [...rules, ...stacks].join('\n')
}
