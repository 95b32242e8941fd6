import { Command, CommanderError } from 'commander'
import { addDiff } from './commands/diff.js'
import { addFetch } from './commands/fetch.js'
import { addGenerate } from './commands/generate.js'
import { addLint } from './commands/lint.js'
import { addOperations } from './commands/operations.js'
import { type ExitStatus, exit, reportFailure, type Terminal } from './commands/shared.js'
import { generatorName } from './package.js'

/**
 * Runs `docker-client-gen`.
 *
 * @param args the words after the program's name
 * @param terminal where it writes; by default the process's own streams
 * @returns the exit status: 0 done, 1 the answer is no, 2 unusable input or arguments
 */
export async function runCli(args: readonly string[], terminal: Terminal = standardTerminal): Promise<ExitStatus> {
  let status: ExitStatus = exit.done
  const finish = (value: ExitStatus): void => {
    status = value
  }
  const program = new Command('docker-client-gen')
    .description('Writes a typed TypeScript client of Docker Engine from its Swagger document.')
    .version(generatorName())
    .showHelpAfterError('(--help says what there is)')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.out(text.trimEnd()),
      writeErr: (text) => terminal.err(text.trimEnd()),
    })
    .addHelpText(
      'after',
      `
Examples:
  $ docker-client-gen generate --spec v1.42 --out src/docker
  $ docker-client-gen lint --spec ./my-engine.yaml
  $ docker-client-gen fetch 1.44 --to spec
  $ docker-client-gen diff ./v1.41.yaml v1.42
  $ docker-client-gen operations

Exit status: 0 done; 1 the answer is no (drift, errors, breaking changes); 2 unusable input or arguments.`,
    )
  for (const add of [addGenerate, addFetch, addDiff, addLint, addOperations]) add(program, terminal, finish)
  // Subcommands do not inherit what was set on the program after they were made, so it is copied.
  for (const command of program.commands) command.copyInheritedSettings(program)
  try {
    await program.parseAsync([...args], { from: 'user' })
    return status
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exit.done : exit.unusable
    return reportFailure(error, terminal)
  }
}

const standardTerminal: Terminal = {
  out: (text) => process.stdout.write(`${text}\n`),
  err: (text) => process.stderr.write(`${text}\n`),
}
