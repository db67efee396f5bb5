/**
 * Which model server the person named in the environment: SOTTO_MODEL_URL (up to and with /v1), and
 * optionally SOTTO_MODEL_NAME and SOTTO_MODEL_KEY. Unset, the stack looks on loopback by itself.
 */
import type { StackOptions } from '../stack/stack.ts';

function variable(name: string): string | undefined {
  const value = process.env[name];
  return value === '' ? undefined : value;
}

export function modelServer(): Pick<StackOptions, 'modelServer'> {
  const url = variable('SOTTO_MODEL_URL');
  if (url === undefined) return {};
  const name = variable('SOTTO_MODEL_NAME');
  const apiKey = variable('SOTTO_MODEL_KEY');
  return {
    modelServer: {
      url,
      ...(name !== undefined && { name }),
      ...(apiKey !== undefined && { apiKey }),
    },
  };
}
