import { oddTexts, type Random } from './random.js'

type TextMutation = (text: string, random: Random) => string

/** Mistakes of an editor, a merge or a bad disk. */
const mutations: Readonly<Record<string, TextMutation>> = {
  'delete a span': (text, random) => {
    const start = random.below(text.length)
    return text.slice(0, start) + text.slice(start + 1 + random.below(80))
  },
  'repeat a span': (text, random) => {
    const start = random.below(text.length)
    const end = start + 1 + random.below(200)
    return text.slice(0, end) + text.slice(start, end) + text.slice(end)
  },
  'insert a text': (text, random) => {
    const at = random.below(text.length)
    return text.slice(0, at) + random.pick(oddTexts) + text.slice(at)
  },
  'replace a word': (text, random) => {
    const words = [...text.matchAll(/[\w/{}#'-]+/g)]
    const word = random.pick(words)
    const by = random.below(2) === 0 ? random.pick(words)[0] : random.pick(oddTexts)
    return text.slice(0, word.index) + by + text.slice(word.index + word[0].length)
  },
  'move a line': (text, random) => {
    const lines = text.split('\n')
    const [line = ''] = lines.splice(random.below(lines.length), 1)
    lines.splice(random.below(lines.length), 0, line)
    return lines.join('\n')
  },
  'indent a line': (text, random) => {
    const lines = text.split('\n')
    const at = random.below(lines.length)
    const line = lines[at] ?? ''
    lines[at] = random.pick([`  ${line}`, ` ${line}`, `\t${line}`, line.trimStart(), line.slice(2)])
    return lines.join('\n')
  },
  'cut the end': (text, random) => text.slice(0, random.below(text.length)),
  'flip a character': (text, random) => {
    const at = random.below(text.length)
    return text.slice(0, at) + String.fromCharCode(text.charCodeAt(at) ^ (1 << random.below(8))) + text.slice(at + 1)
  },
}

/** Changes a text in a way that its seed decides. */
export function mutateText(text: string, random: Random): { readonly text: string; readonly how: string } {
  const how = random.pick(Object.keys(mutations))
  return { text: mutations[how]?.(text, random) ?? text, how }
}
