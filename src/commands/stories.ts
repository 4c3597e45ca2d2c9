import type { ChannelName } from '../channels/channel.ts'

/** A made-up conversation: what somebody says and which buttons they press, in the interview's order. */
export interface Story {
  channel: ChannelName
  language: string
  moves: Move[]
}

export type Move = { say: string } | { press: string; picks: string[] }

/** Buttons of one question; several picks are closed with "that is all". */
function press(question: string, ...picks: string[]): Move {
  return { press: question, picks }
}

/** Every account says that it is made up. Streets and times are nobody's. */
export const stories: Story[] = [
  {
    channel: 'sms',
    language: 'en',
    moves: [
      {
        say: '[Made-up example] Two men in masks and vests that only said POLICE pulled a man off his bike. One knelt on his back while he was already face down.',
      },
      press('timing', 'last_24h'),
      press('account', 'done'),
      press('source_basis', 'saw_it', 'filmed_it', 'done'),
      { say: 'yesterday around 9 in the morning' },
      { say: 'Corner of Elm Street and 3rd Avenue, in front of the laundromat' },
      press('agency', 'only_POLICE', 'done'),
      press('identification', 'face_covered', 'none_seen', 'done'),
      press('acts', 'force', 'liberty', 'done'),
      press('force', 'takedown', 'strike', 'done'),
      press('context', 'talking_or_filming', 'done'),
      press('harm', 'bruise_cut', 'held', 'done'),
      press('media', 'mine_unedited'),
      press('contact', 'confidential'),
      press('read_back', 'correct'),
    ],
  },
  {
    channel: 'telegram',
    language: 'es',
    moves: [
      {
        say: '[Ejemplo inventado] Entraron al apartamento de mis vecinos sin enseñar ningún papel. Rompieron la puerta y los niños estaban adentro, llorando.',
      },
      press('timing', 'last_7d'),
      press('account', 'done'),
      press('source_basis', 'heard_it_happen', 'saw_it', 'done'),
      { say: 'hace 3 días, a las 6 de la mañana' },
      { say: 'Calle Olmo 200, segundo piso' },
      press('agency', 'ICE_unspec', 'done'),
      press('identification', 'agency_shown', 'face_covered', 'done'),
      press('acts', 'entry', 'property', 'done'),
      press('context', 'nothing', 'done'),
      press('harm', 'fear_distress', 'property', 'done'),
      press('media', 'none'),
      press('contact', 'anonymous'),
      press('read_back', 'correct'),
    ],
  },
  {
    channel: 'whatsapp',
    language: 'en',
    moves: [
      {
        say: '[Made-up example] I was filming from the sidewalk across the street. An agent grabbed my phone and said I would be arrested if I filmed him again.',
      },
      press('timing', 'last_24h'),
      press('account', 'done'),
      press('source_basis', 'happened_to_me', 'done'),
      { say: 'today at 8 am' },
      { say: 'Outside the courthouse on Maple Street' },
      press('agency', 'ICE_unspec', 'done'),
      press('identification', 'badge_shown', 'face_uncovered', 'done'),
      press('acts', 'speech', 'property', 'done'),
    ],
  },
  {
    channel: 'sms',
    language: 'es',
    moves: [
      {
        say: '[Ejemplo inventado] Un agente le apuntó con un arma a mi primo aunque tenía las manos arriba. Tengo un video.',
      },
      press('timing', 'earlier'),
      press('account', 'done'),
      press('source_basis', 'saw_it', 'done'),
    ],
  },
  {
    channel: 'telegram',
    language: 'en',
    moves: [
      {
        say: '[Made-up example] They stopped every car with Latino drivers at the exit and waved the others through. I watched for half an hour.',
      },
      press('timing', 'last_7d'),
      press('account', 'done'),
      press('source_basis', 'saw_it', 'done'),
      { say: 'two days ago in the afternoon' },
      { say: 'Exit 14, beside the fuel station' },
      press('agency', 'CBP_Border_Patrol', 'done'),
      press('identification', 'agency_shown', 'plate_seen', 'done'),
      press('acts', 'bias', 'identity', 'done'),
      press('context', 'nothing', 'done'),
      press('harm', 'none_seen', 'done'),
      press('media', 'none'),
      press('contact', 'named'),
      press('read_back', 'correct'),
    ],
  },
]
