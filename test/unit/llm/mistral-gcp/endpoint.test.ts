// Addresses on Google Cloud: by region, project and model; nothing that is none of these becomes a part of a URL.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  REGION,
  vertexBaseUrl,
  vertexModel,
  vertexPath,
} from '../../../../src/llm/dialects/mistral-gcp/endpoint.ts';
import { ChatError } from '../../../../src/model/error.ts';
import type { Provider } from '../../../../src/model/provider.ts';
import { vertexProvider } from './login-setup.ts';

function provider(more: Partial<Provider> = {}): Provider {
  return vertexProvider({ baseUrl: vertexBaseUrl('europe-west4') }, { project: 'my-project', ...more });
}

describe('the base URL', () => {
  const hosts = {
    'europe-west4': 'https://europe-west4-aiplatform.googleapis.com/v1',
    'us-central1': 'https://us-central1-aiplatform.googleapis.com/v1',
    global: 'https://aiplatform.googleapis.com/v1',
    us: 'https://aiplatform.us.rep.googleapis.com/v1',
    eu: 'https://aiplatform.eu.rep.googleapis.com/v1',
  };
  for (const [region, url] of Object.entries(hosts)) {
    test(`of ${region}`, () => {
      assert.match(region, REGION);
      assert.equal(vertexBaseUrl(region), url);
    });
  }
});

describe('the path', () => {
  test('names project, region, model and method', () => {
    assert.equal(
      vertexPath(provider({ region: 'us-central1' }), 'mistral-small-2503', true),
      '/projects/my-project/locations/us-central1/publishers/mistralai/models/mistral-small-2503:streamRawPredict',
    );
    assert.match(vertexPath(provider(), 'codestral-2', false), /\/models\/codestral-2:rawPredict$/);
  });

  test('has the default region of Mistral’s own client where none is set', () => {
    const { region: _region, ...without } = provider();
    assert.match(vertexPath(without, 'codestral-2', false), /\/locations\/europe-west4\//);
  });

  test('stays a path: a project or model with anything else in it is refused before anything is sent', () => {
    const refused = (more: Partial<Provider>, model: string): string => {
      try {
        vertexPath(provider(more), model, true);
      } catch (error) {
        assert.ok(error instanceof ChatError);
        assert.equal(error.facts.kind, 'configuration');
        return error.facts.message;
      }
      return assert.fail(`${JSON.stringify(more)} ${model} passed`);
    };
    for (const project of ['a/b', '../x', 'My Project', 'p?x', '', '%2e%2e']) {
      assert.match(
        refused({ project }, 'codestral-2'),
        /cannot be a Google Cloud project.*parley\.providers\.mistral-gcp\.project/,
      );
    }
    for (const model of ['mistralai/codestral-2', '../x', 'a b', 'x:predict', '', '@x']) {
      assert.match(refused({}, model), /cannot be a model on Vertex AI/);
    }
    for (const project of ['my-project-1', 'example.com:my-project', '123456789']) {
      assert.match(
        vertexPath(provider({ project }), 'mistral-large@2407', true),
        /mistral-large@2407:/,
        'control',
      );
    }
  });

  test('cannot be made without a project, and says where one is set', () => {
    const { project: _project, ...without } = provider();
    assert.throws(
      () => vertexPath(without, 'codestral-2', true),
      (error) =>
        error instanceof ChatError &&
        error.facts.code === 'no-project' &&
        /parley\.providers\.mistral-gcp\.project.*GOOGLE_CLOUD_PROJECT.*gcloud config set project/.test(
          error.message,
        ),
    );
  });
});

test('only the three legacy names are rewritten', () => {
  const named = (model: string): readonly string[] => Object.values(vertexModel(model));
  assert.deepEqual(named('codestral-2405'), ['codestral@2405', 'codestral']);
  assert.deepEqual(named('mistral-large-2407'), ['mistral-large@2407', 'mistral-large']);
  assert.deepEqual(named('mistral-nemo-2407'), ['mistral-nemo@2407', 'mistral-nemo']);
  for (const same of [
    'mistral-small-2503',
    'mistral-large-2411',
    'codestral-2',
    'mistral-large@2407',
    'x-latest',
  ]) {
    assert.deepEqual(named(same), [same, same]);
  }
});
