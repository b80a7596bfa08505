// node install.mjs FOLDER: the packages of package-lock.json into FOLDER/node_modules, by an npm of its own where there is none.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const npmVersion = '10.9.2';
const registry = (process.env.npm_config_registry || process.env.NPM_CONFIG_REGISTRY || 'https://registry.npmjs.org').replace(/\/+$/, '');
const npmIntegrity = 'sha512-iriPEPIkoMYUy3F6f3wwSZAU93E0Eg6cHwIR6jzzOXWSy+SD/rOODEs74cVONHKSx2obXtuUoyidVEhISrisgQ==';

const here = dirname(fileURLToPath(import.meta.url));
const folder = process.argv[2];

function run(program, args) {
    const done = spawnSync(program, args, { cwd: folder, stdio: 'inherit', timeout: 240000 });
    if (done.status !== 0) {
        console.error(`${program} ${args.join(' ')} failed: ${done.error ?? done.status}`);
        process.exit(1);
    }
}

async function ownNpm() {
    const program = join(folder, 'npm', 'package', 'bin', 'npm-cli.js');
    if (existsSync(program)) return program;
    const answer = await fetch(`${registry}/npm/-/npm-${npmVersion}.tgz`);
    if (!answer.ok) throw new Error(`npm could not be fetched: ${answer.status}`);
    const bytes = Buffer.from(await answer.arrayBuffer());
    if ('sha512-' + createHash('sha512').update(bytes).digest('base64') !== npmIntegrity) throw new Error('npm is not the one that was expected');
    mkdirSync(join(folder, 'npm'), { recursive: true });
    writeFileSync(join(folder, 'npm.tgz'), bytes);
    run('tar', ['-xzf', 'npm.tgz', '-C', 'npm']);
    return program;
}

mkdirSync(folder, { recursive: true });
for (const file of ['package.json', 'package-lock.json', 'theirs.mjs']) copyFileSync(join(here, file), join(folder, file));
if (!existsSync(join(folder, 'node_modules', '.package-lock.json')))
    run(process.execPath, [await ownNpm(), 'ci', '--ignore-scripts', '--no-audit', '--no-fund']);
