import type { Command } from 'commander'
import { formatDiagnostic, type Limits, type UnusableInputError } from '../document/index.js'
import { fetchDocument } from '../fetch/fetch-document.js'
import { addressVariable, officialDocuments } from '../fetch/official.js'
import { createProgress } from '../fetch/progress.js'
import { type ExitStatus, exit, limitOption, type Terminal } from './shared.js'

interface Options {
  readonly to?: string
  readonly from?: string
  readonly sha256?: string
  readonly verify: boolean
  readonly list: boolean
  readonly limit?: Partial<Limits>
}

/** Adds `fetch`. */
export function addFetch(program: Command, terminal: Terminal, finish: (status: ExitStatus) => void): void {
  const command = program
    .command('fetch')
    .description('download the official document of a version')
    .argument('[version]', 'as 1.44')
    .option('--to <folder>', 'where to (default: the working directory)')
    .option('--from <url>', `its address, with {version} in it (default: $${addressVariable}, else moby's repository)`)
    .option('--sha256 <hash>', 'the checksum that it must have (default: the recorded one, where there is one)')
    .option('--no-verify', 'take it whatever its checksum is, as where what changed is to be reviewed')
    .addOption(limitOption())
    .option('--list', 'list the versions, with their checksums where these are known', false)
    .addHelpText(
      'after',
      `
Proxies are taken from HTTPS_PROXY, HTTP_PROXY and NO_PROXY. Nothing is written where the checksum is another.

Examples:
  $ docker-client-gen fetch 1.44 --to spec
  $ docker-client-gen fetch 1.44 --from 'https://mirror.example.com/moby/v{version}.yaml'
  $ docker-client-gen fetch --list`,
    )
  command.action(async (version: string | undefined, options: Options) => {
    if (options.list) finish(await list(terminal))
    else if (version === undefined) command.error("error: missing required argument 'version' (or give --list)")
    else finish(await run(version, options, terminal))
  })
}

async function list(terminal: Terminal): Promise<ExitStatus> {
  const { sha256 } = await officialDocuments()
  terminal.out(
    Object.entries(sha256)
      .map(([version, hash]) => `${version}  ${hash ?? 'no checksum recorded'}`)
      .join('\n'),
  )
  return exit.done
}

async function run(version: string, options: Options, terminal: Terminal): Promise<ExitStatus> {
  const { to, from, sha256, verify, limit } = options
  const progress = createProgress(process.stderr)
  try {
    const fetched = await fetchDocument(version, {
      ...(to === undefined ? {} : { to }),
      ...(from === undefined ? {} : { from }),
      ...(sha256 === undefined ? {} : { sha256 }),
      ...(limit === undefined ? {} : { limits: limit }),
      verify,
      onProgress: progress.show,
      onRetry: (error, attempt) => {
        progress.clear()
        terminal.err(`${said(error)}\ntrying again (${attempt})`)
      },
    })
    progress.clear()
    terminal.out(fetched.path)
    const reason = verify ? 'none is recorded for this version' : 'as --no-verify says'
    const checked = fetched.verified ? 'as expected' : `not checked: ${reason}`
    terminal.err(`${fetched.url}: ${fetched.bytes} bytes, SHA-256 ${fetched.sha256} (${checked})`)
    return exit.done
  } finally {
    progress.clear()
  }
}

function said(error: Error | UnusableInputError): string {
  return 'diagnostics' in error ? error.diagnostics.map(formatDiagnostic).join('\n') : error.message
}
