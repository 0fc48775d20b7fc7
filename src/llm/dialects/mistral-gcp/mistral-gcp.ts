// The dialect of Mistral's models on Google Cloud: chat-completions in body, answer and stream, posted to Vertex AI's
// addresses as it is; errors may come from Google or from the model's own server.
import type { ChatRequest } from '../../chat-request.ts';
import { chatCompletions } from '../chat-completions/chat-completions.ts';
import type { Dialect } from '../dialect.ts';
import { vertexModel, vertexPath } from './endpoint.ts';
import { readVertexError } from './vertex-error.ts';

/** Speaks to Vertex AI. The project must be in the provider: set there by the user or by the login. */
export const mistralGcp: Dialect = {
  id: 'mistral-gcp',
  optionalFields: chatCompletions.optionalFields,
  encode: (request: ChatRequest, stream: boolean) => {
    const path = vertexPath(request.provider, request.model, stream);
    const encoded = chatCompletions.encode(request, stream);
    // What the user adds as extra body wins, over the model's name too.
    const model = encoded.body['model'] === request.model ? vertexModel(request.model).inBody : undefined;
    return { ...encoded, path, body: { ...encoded.body, ...(model === undefined ? {} : { model }) } };
  },
  decode: (context) => chatCompletions.decode(context),
  readError: readVertexError,
  retry500: (request) => chatCompletions.retry500(request),
  // Vertex has no list of the models a project can use.
  modelsPath: () => undefined,
};
